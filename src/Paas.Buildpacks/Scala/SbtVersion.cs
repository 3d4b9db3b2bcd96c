using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Paas.Files;
using Paas.Jvm;
using Paas.Toolchains;

namespace Paas.Scala;

/// <summary>The sbt that an app asks for: <c>sbt.version</c> of <c>project/build.properties</c>, an exact version.</summary>
internal static partial class SbtVersion
{
    public const string FileName = "project/build.properties";

    private static readonly ToolchainVersion _first = ToolchainVersion.Parse("0.13.18");
    private static readonly ToolchainVersion _secondMajor = ToolchainVersion.Parse("1.1");

    public static bool TryRead(ConfinedDirectory app, [NotNullWhen(true)] out string? version, [NotNullWhen(false)] out string? error)
    {
        version = null;
        error = null;
        if (app.ReadText(FileName) is not { } text)
        {
            error = $"There is no {FileName}, which must say the version of sbt. Add it with the line 'sbt.version=1.10.7' (your own: 'sbt --version') and commit it.";
            return false;
        }

        var properties = SystemProperties.Parse(text);
        version = properties.Find("sbt.version");
        if (version is null)
        {
            error = $"{FileName} does not say the version of sbt. Add the line 'sbt.version=1.10.7' (your own: 'sbt --version').";
            return false;
        }

        var place = $"{FileName}, line {properties.Lines["sbt.version"]},";
        if (!Form().IsMatch(version))
            error = $"{place} says sbt.version={version}, which is not a version of sbt. Write it like 1.10.7.";
        else if (!IsSupported(ToolchainVersion.Parse(version)))
            error = $"{place} asks for sbt {version}, which is too old. Use 0.13.18, 1.1 or newer.";
        return error is null;
    }

    private static bool IsSupported(ToolchainVersion version) =>
        version.Numbers[0] == 0 ? version.CompareTo(_first) >= 0 : version.CompareTo(_secondMajor) >= 0;

    [GeneratedRegex(@"^\d+\.\d+(\.\d+)?(-[A-Za-z0-9.]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
