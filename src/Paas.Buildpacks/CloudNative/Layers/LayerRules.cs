namespace Paas.CloudNative;

/// <summary>
/// What a build finds of the layers of the one before. Source: buildpacks/spec, buildpack.md, "Phase #2: Analysis" and
/// "Layer Types"; the lifecycle's restorer.
/// </summary>
internal static class LayerRules
{
    /// <summary>Whether the file that describes it is there again.</summary>
    public static bool RestoresMetadata(LayerFile layer) => layer.Cache || (layer.Launch && !layer.Build);

    /// <summary>Whether what it holds is there again.</summary>
    public static bool RestoresContent(LayerFile layer) => layer.Cache;

    /// <summary>Whether dynos may get what the build before put into it, when this build leaves it out.</summary>
    public static bool IsReusable(LayerFile layer) => layer is { Launch: true, Cache: false };
}
