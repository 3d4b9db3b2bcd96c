using System.Globalization;
using System.Text.RegularExpressions;
using Paas.Failures;
using Paas.Jvm;

namespace Paas.Java;

/// <summary>
/// The output of Maven on its way into the transcript: transfers, of which a first build has thousands of lines, are
/// counted; colours and logins of repositories are taken out; errors are kept for the reason of a failed build.
/// </summary>
internal sealed partial class MavenOutput(Action<string> write)
{
    private const int MaxErrors = 200;
    private const int ShownTransfers = 100;
    private const int ShownTail = 5;

    private readonly List<string> _errors = [];
    private readonly LastLines _tail = new(ShownTail);
    private int _transfers;
    private bool _inError;

    /// <summary>The lines of errors, without their level, and what javac says below them; where there are none, the last lines.</summary>
    public IReadOnlyList<string> Errors => _errors.Count > 0 ? _errors : [.. _tail];

    public void Line(string line)
    {
        line = ToolLine.Clean(line);
        if (Transfer().Match(line) is { Success: true } transfer)
        {
            if (transfer.Groups["done"].Success && ++_transfers % ShownTransfers == 0)
                write(string.Create(CultureInfo.InvariantCulture, $"[INFO] Downloaded {_transfers} files"));
            return;
        }

        var level = Level().Match(line);
        _inError = level.Success ? level.Value is "[ERROR]" or "[FATAL]" : _inError && line.StartsWith(' ');
        if (_inError && _errors.Count < MaxErrors)
            _errors.Add(level.Success ? line[level.Length..].TrimEnd() : line);
        if (line.Length == 0)
            return;

        write(line);
        _tail.Add(line);
    }

    [GeneratedRegex(@"^(\[INFO\] )?(Downloading|(?<done>Downloaded)|Progress)( from \S+|:| \()", RegexOptions.ExplicitCapture)]
    private static partial Regex Transfer();

    [GeneratedRegex(@"^\[(INFO|WARNING|ERROR|FATAL|DEBUG)\]", RegexOptions.ExplicitCapture)]
    private static partial Regex Level();
}
