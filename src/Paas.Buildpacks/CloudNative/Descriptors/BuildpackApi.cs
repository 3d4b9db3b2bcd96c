using System.Globalization;

namespace Paas.CloudNative;

/// <summary>Version of the Buildpack API that a buildpack is written for. Source: github.com/buildpacks/spec, buildpack.md.</summary>
internal readonly record struct BuildpackApi(int Major, int Minor)
{
    /// <summary>The versions that are spoken here, as those of the lifecycle.</summary>
    public const string Supported = "0.2 to 0.12";

    private const int FirstMinor = 2;
    private const int LastMinor = 12;

    public bool IsSupported => Major == 0 && Minor is >= FirstMinor and <= LastMinor;

    public bool AtLeast(int minor) => Major > 0 || Minor >= minor;

    public static BuildpackApi? Parse(string? text)
    {
        var parts = text?.Split('.') ?? [];
        return parts.Length is 1 or 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && int.TryParse(parts.Length == 2 ? parts[1] : "0", NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
                ? new BuildpackApi(major, minor)
                : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");
}
