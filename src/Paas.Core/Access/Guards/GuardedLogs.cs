using System.Runtime.CompilerServices;

namespace Paas.Access.Guards;

internal sealed class GuardedLogs(ILogs logs, AppGuard guard) : ILogs
{
    public async IAsyncEnumerable<LogLine> ReadAsync(string app, LogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var id = await guard.RequireAsync(app, AppAction.ReadLog, cancellationToken);
        await foreach (var line in logs.ReadAsync(id, query, cancellationToken))
            yield return line;
    }
}
