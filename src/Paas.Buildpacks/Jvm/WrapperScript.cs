using Paas.Files;

namespace Paas.Jvm;

/// <summary>A build tool's wrapper (<c>mvnw</c>, <c>gradlew</c>), with which an app brings the version that it is built with.</summary>
internal static class WrapperScript
{
    /// <summary>What is wrong with a script that is there; null when nothing is.</summary>
    public static string? Problem(ConfinedDirectory app, string name) => app.ReadText(name)?.Split('\n')[0].EndsWith('\r') == true
        ? $"{name} has the line ends of Windows, with which no shell can run it. Add the line '/{name} text eol=lf' to .gitattributes, then: git add --renormalize {name} && git commit"
        : null;

    /// <summary>The version in the <c>distributionUrl</c> of a wrapper's properties; null when it cannot be told.</summary>
    public static string? Version(ConfinedDirectory app, string properties, string tool)
    {
        if (SystemProperties.Parse(app.ReadText(properties) ?? "").Find("distributionUrl") is not { } url)
            return null;

        var file = url[(url.LastIndexOf('/') + 1)..];
        var version = file.StartsWith(tool + "-", StringComparison.Ordinal) ? file[(tool.Length + 1)..] : "";
        foreach (var end in new[] { ".zip", ".tar.gz", "-bin", "-all" })
            version = version.EndsWith(end, StringComparison.Ordinal) ? version[..^end.Length] : version;
        return version.Length > 0 ? version : null;
    }
}
