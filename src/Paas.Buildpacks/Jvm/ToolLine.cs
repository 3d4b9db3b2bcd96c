using System.Text.RegularExpressions;

namespace Paas.Jvm;

/// <summary>A line of a build tool for the transcript.</summary>
internal static partial class ToolLine
{
    /// <summary>Without colours, and without the logins of repositories.</summary>
    public static string Clean(string line) => Login().Replace(Colour().Replace(line, ""), "://***@").TrimEnd();

    [GeneratedRegex(@"\x1b\[[0-9;]*[A-Za-z]")]
    private static partial Regex Colour();

    [GeneratedRegex(@"://[^/\s@]+@")]
    private static partial Regex Login();
}
