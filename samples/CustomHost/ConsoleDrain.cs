using Paas;

namespace CustomHost;

/// <summary>A drain that shows every line of every app on the console.</summary>
internal sealed class ConsoleDrain : ILogDrain
{
    public string Name => "console";

    public ValueTask WriteAsync(IReadOnlyList<LogLine> batch, CancellationToken cancellationToken)
    {
        foreach (var line in batch)
            Console.WriteLine(line);
        return ValueTask.CompletedTask;
    }
}
