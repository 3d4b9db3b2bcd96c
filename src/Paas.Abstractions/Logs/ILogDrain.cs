namespace Paas;

/// <summary>Port: forwards log lines to somewhere else. Every registered drain sees the lines of all apps.</summary>
public interface ILogDrain
{
    /// <summary>Name for messages; unique among the registered drains.</summary>
    string Name { get; }

    /// <summary>
    /// Delivers a batch in order. Called by one caller at a time; while it runs further lines wait in a bounded buffer,
    /// then the oldest are dropped and an L10 line says how many. An exception is logged and the batch is given up.
    /// </summary>
    ValueTask WriteAsync(IReadOnlyList<LogLine> batch, CancellationToken cancellationToken);
}
