using System.Text.RegularExpressions;

namespace Paas.Failures;

/// <summary>A failure of a build tool that its output tells.</summary>
/// <param name="Sign">Lines that tell it.</param>
/// <param name="Meaning">What it is, for people.</param>
/// <param name="Fix">How it is mended.</param>
internal sealed record KnownFailure(Regex Sign, string Meaning, string Fix)
{
    private const int MaxLines = 5;

    /// <summary>The reason of a build by the first failure that the output tells; null when it tells none.</summary>
    public static string? Explain(IEnumerable<KnownFailure> known, IReadOnlyCollection<string> output)
    {
        foreach (var failure in known)
        {
            var signs = output.Where(line => failure.Sign.IsMatch(line)).Distinct().Take(MaxLines).ToArray();
            if (signs.Length > 0)
                return Text(failure.Meaning, signs, failure.Fix);
        }

        return null;
    }

    /// <summary>The reason of a build that failed in another way: the end of what was printed.</summary>
    public static string Unknown(string command, int exitCode, IEnumerable<string> output) =>
        Text($"{command} failed with exit code {exitCode}.", output.Where(static line => !string.IsNullOrWhiteSpace(line)).TakeLast(MaxLines));

    /// <summary>What it is, the lines that tell it, and the fix.</summary>
    public static string Text(string meaning, IEnumerable<string> lines, string? fix = null)
    {
        string[] text = [meaning, .. lines.Select(static line => "  " + line.Trim())];
        return string.Join('\n', fix is null ? text : [.. text, fix]);
    }
}
