namespace Paas.Crashes;

/// <summary>All that the controlled host tells of an app.</summary>
internal sealed record AppView(string? Value, int Web, IReadOnlyList<ReleaseView> Releases, IReadOnlyList<BuildView> Builds, IReadOnlyList<DynoView> Dynos);

internal sealed record ReleaseView(int Version, string Id, string Status, bool Current, string? Commit, string? Value);

internal sealed record BuildView(string Status, string? Reason);

internal sealed record DynoView(string Id, string Name, string State, int Release);
