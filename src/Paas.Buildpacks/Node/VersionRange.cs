using Semver;

namespace Paas.Node;

/// <summary>A version range in npm's notation. Source: github.com/npm/node-semver.</summary>
internal static class VersionRange
{
    /// <summary>Whether a version is in the range; null when the range is not one.</summary>
    public static bool? Contains(string range, string version)
    {
        if (!SemVersionRange.TryParseNpm(range.Trim() is "" or "latest" ? "*" : range, out var parsed))
            return null;
        return SemVersion.TryParse(version.TrimStart('v'), SemVersionStyles.Strict, out var parsedVersion) && parsed.Contains(parsedVersion);
    }

    /// <summary>True for a range that a new major version would satisfy, such as <c>&gt;=18</c> or <c>*</c>.</summary>
    public static bool IsOpenEnded(string range) => Contains(range, "999.0.0") == true;
}
