namespace Paas;

/// <summary>The logs of apps: the last 1,500 lines of each, and what follows.</summary>
public interface ILogs
{
    /// <summary>
    /// Lines in the order in which they were received. A tail whose reader is slow loses lines; an
    /// <c>Error L11 (Tail buffer overflow)</c> line says how many.
    /// </summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>.</exception>
    IAsyncEnumerable<LogLine> ReadAsync(string app, LogQuery query, CancellationToken cancellationToken = default);
}
