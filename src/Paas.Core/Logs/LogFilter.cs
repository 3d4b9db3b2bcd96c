namespace Paas.Logs;

/// <summary>Tells which lines a query is about.</summary>
internal static class LogFilter
{
    public static bool Matches(LogQuery query, LogLine line) =>
        (query.Source is null || query.Source == line.Source) && (query.Process is null || IsProcess(query.Process, line.Process));

    /// <summary><c>web.1</c> is the process <c>web.1</c>, and of the type <c>web</c>.</summary>
    private static bool IsProcess(string wanted, string process) =>
        process.StartsWith(wanted, StringComparison.Ordinal) && (process.Length == wanted.Length || process[wanted.Length] == '.');
}
