using System.Globalization;

namespace Paas.Jvm;

/// <summary>The reason of a build whose sources do not compile.</summary>
internal static class CompilerErrors
{
    /// <param name="place">File and line of the first error.</param>
    /// <param name="message">What the compiler says of it.</param>
    /// <param name="details">What it adds.</param>
    /// <param name="count">Number of errors.</param>
    /// <param name="command">What shows them all on one's own machine.</param>
    public static string Text(string place, string message, IEnumerable<string> details, int count, string command) => string.Join('\n',
    [
        $"{place}: {message.Trim()}",
        .. details.Select(static line => "  " + line.Trim()),
        count == 1 ? $"It does not compile: {command} shows the same." : string.Create(CultureInfo.InvariantCulture, $"That is the first of {count} errors of the compiler: {command} shows them all."),
    ]);
}
