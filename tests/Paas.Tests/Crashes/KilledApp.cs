using System.Collections.Immutable;

namespace Paas.Crashes;

/// <summary>What was acknowledged of one app. Only what a push, config, scale or rollback changes.</summary>
/// <param name="Web">Web dynos.</param>
/// <param name="Head">Commit of the branch main at the platform.</param>
/// <param name="Releases">Commit and config value of each release from v1 on; the last one is current.</param>
internal sealed record KilledApp(int Web, string? Head, ImmutableArray<(string? Commit, string? Value)> Releases)
{
    public static KilledApp New { get; } = new(0, null, [(null, null), (null, null)]);

    public (string? Commit, string? Value) Current => Releases[^1];

    public bool IsDeployed => Current.Commit is not null;

    public KilledApp Release(string? commit, string? value) => this with
    {
        Releases = Releases.Add((commit, value)),
        Web = !IsDeployed && commit is not null ? 1 : Web,
    };

    public override string ToString() =>
        $"web={Web} main={Head ?? "-"} {string.Join(' ', Releases.Select(static (release, index) => $"v{index + 1}({release.Commit?[..7] ?? "-"},{release.Value ?? "-"})"))}";
}
