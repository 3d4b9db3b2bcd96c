using System.Runtime.CompilerServices;
using Paas.Engine;

namespace Paas.Logs;

internal sealed class PlatformLogs(EngineServices engine) : ILogs
{
    public async IAsyncEnumerable<LogLine> ReadAsync(string app, LogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var state = await engine.Apps.FindAsync(app, cancellationToken);
        await foreach (var line in engine.Logs.ReadAsync(state.Id, query, cancellationToken))
            yield return line;
    }
}
