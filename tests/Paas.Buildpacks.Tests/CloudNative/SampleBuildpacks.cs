namespace Paas.CloudNative;

/// <summary>The buildpacks in bash that lie beside the tests.</summary>
internal static class SampleBuildpacks
{
    public static string Root { get; } = Path.Combine(AppContext.BaseDirectory, "CloudNative", "Buildpacks");

    public static string PathOf(string name) => Path.Combine(Root, name);
}
