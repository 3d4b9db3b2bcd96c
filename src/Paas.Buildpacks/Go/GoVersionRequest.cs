using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Paas.Toolchains;

namespace Paas.Go;

/// <summary>The Go that an app asks for.</summary>
/// <param name="Text">The version without <c>go</c>; null for any.</param>
/// <param name="Source">Where it stands, for messages.</param>
/// <param name="IsMinimum">
/// A <c>go</c> or <c>toolchain</c> line: newer ones of the machine do as well, since Go keeps what older versions compile
/// (go.dev/doc/toolchain). Else it is a version or a minor release, and no other.
/// </param>
internal sealed partial record GoVersionRequest(string? Text, string? Source, bool IsMinimum)
{
    private static readonly ToolchainVersion _firstWithModules = ToolchainVersion.Parse("1.11");

    /// <summary>The range for messages.</summary>
    public string Range => Text is null ? "1.11 or newer" : IsMinimum ? $"{Text} or newer" : Text;

    /// <summary>Reads, in their order of precedence: <c>GOVERSION</c>, <c>// +heroku goVersion</c>, the toolchain line, the go line.</summary>
    public static bool TryRead(IReadOnlyDictionary<string, string> configVars, GoModule module, out GoVersionRequest request, [NotNullWhen(false)] out string? error)
    {
        var (text, source, isMinimum) = (configVars.GetValueOrDefault("GOVERSION"), module) switch
        {
            ({ Length: > 0 } configured, _) => (configured, "The config var GOVERSION", false),
            (_, { HerokuVersion: { } comment }) => (comment, "The comment '// +heroku goVersion' of go.mod", false),
            (_, { Toolchain: { } toolchain }) => (toolchain.Split('-')[0], "The toolchain line of go.mod", true),
            (_, { Go: { } go }) => (go, "The go line of go.mod", true),
            _ => (null, null, true),
        };

        request = new GoVersionRequest(text is null ? null : Prefix().Replace(text.Trim(), ""), source, isMinimum);
        error = null;
        if (request.Text is null)
            return true;
        if (!Form().IsMatch(request.Text))
            error = $"{source} is '{text}', which is not a version of Go. Write it like go1.22 (its newest patch) or go1.22.3.";
        else if (!isMinimum && ToolchainVersion.Parse(request.Text).CompareTo(_firstWithModules) < 0)
            error = $"{source} asks for Go {request.Text}, which knows no modules; they came with Go 1.11. Ask for a newer one.";
        return error is null;
    }

    /// <summary>Whether a Go that is on the machine will do.</summary>
    public bool Accepts(string version) => Text is null || (IsMinimum ? IsRelease(version) && ToolchainVersion.Parse(version).CompareTo(ToolchainVersion.Parse(Text)) >= 0 : IsOfTheSameMinor(version));

    /// <summary>Whether one that must be got will do: a patch release of the minor release that was asked for, as Heroku takes it.</summary>
    public bool AcceptsFromSource(string version) => Text is null ? IsRelease(version) : IsOfTheSameMinor(version) && (!IsMinimum || Accepts(version));

    private bool IsOfTheSameMinor(string version)
    {
        var asked = ToolchainVersion.Parse(Text!);
        var there = ToolchainVersion.Parse(version);
        var isExact = !IsMinimum && (asked.Numbers.Length > 2 || asked.Suffix.Length > 0);
        return isExact
            ? there.CompareTo(asked) == 0
            : IsRelease(version) && there.Numbers.Take(2).SequenceEqual(asked.Numbers.Take(2));
    }

    private bool IsRelease(string version) => ToolchainVersion.Parse(version).Suffix.Length == 0 || version == Text;

    [GeneratedRegex(@"^go(?=\d)")]
    private static partial Regex Prefix();

    [GeneratedRegex(@"^1(\.\d{1,4}){0,2}((rc|beta)\d+)?$")]
    private static partial Regex Form();
}
