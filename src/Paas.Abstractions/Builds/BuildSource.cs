namespace Paas;

/// <summary>Source code to build.</summary>
/// <param name="CheckOutAsync">Writes the files into an empty directory. Called once, before the buildpacks run; may throw <see cref="PaasException"/>.</param>
public sealed record BuildSource(Func<string, CancellationToken, ValueTask> CheckOutAsync)
{
    /// <summary>Full commit id or another version; the release is described as <c>Deploy {first 8 characters}</c>.</summary>
    public string? Version { get; init; }
}
