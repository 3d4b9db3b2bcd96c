using System.Text.RegularExpressions;

namespace Paas.Jvm;

/// <summary>Finds in the output of a build that the compiler cannot compile for the Java that the app asks it to.</summary>
internal static partial class CompilerRelease
{
    /// <summary>The Java version that was asked for; null when that is not the problem.</summary>
    public static string? Refused(IEnumerable<string> lines) =>
        lines.Select(static line => Problem().Match(line)).FirstOrDefault(static match => match.Success)?.Groups["release"].Value;

    [GeneratedRegex(@"(release version |invalid target release: |invalid source release: |Source option |Target option |languageVersion=)(?<release>\d[\d.]*)", RegexOptions.ExplicitCapture)]
    private static partial Regex Problem();
}
