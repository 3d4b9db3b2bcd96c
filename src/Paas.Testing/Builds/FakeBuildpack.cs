namespace Paas.Testing;

/// <summary>A buildpack that takes every source and builds nothing, or what the test says.</summary>
public sealed class FakeBuildpack : IBuildpack
{
    /// <inheritdoc/>
    public string Name { get; init; } = "test/fake";

    /// <summary>Language that it detects; null for none.</summary>
    public string? Language { get; set; } = "Fake";

    /// <summary>What it does to build.</summary>
    public Func<BuildContext, CancellationToken, ValueTask<BuildpackResult>> OnBuild { get; set; } = static (_, _) => ValueTask.FromResult(new BuildpackResult());

    /// <inheritdoc/>
    public ValueTask<string?> DetectAsync(BuildContext context, CancellationToken cancellationToken) => ValueTask.FromResult(Language);

    /// <inheritdoc/>
    public ValueTask<BuildpackResult> BuildAsync(BuildContext context, CancellationToken cancellationToken) => OnBuild(context, cancellationToken);
}
