using System.Collections.Immutable;
using System.Text;

namespace Paas.Engine;

/// <summary>What was acknowledged of one app: the plain model that the engine is compared with.</summary>
internal sealed record AppFacts(string Name)
{
    private static readonly ImmutableSortedDictionary<string, string> Nothing = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);

    public ImmutableSortedDictionary<string, string> Config { get; init; } = Nothing;

    public ImmutableSortedDictionary<string, int> Formation { get; init; } = ImmutableSortedDictionary<string, int>.Empty.WithComparers(StringComparer.Ordinal);

    public ImmutableSortedSet<string> Domains { get; init; } = [];

    public bool Maintenance { get; init; }

    public ImmutableArray<ReleaseFacts> Releases { get; init; } = [new(ReleaseStatus.Succeeded, Nothing, Nothing), new(ReleaseStatus.Succeeded, Nothing, Nothing)];

    public int Current { get; init; } = 2;

    public ReleaseFacts Release => Releases[Current - 1];

    public bool HasReleaseCommand => Release.Types.ContainsKey("release");

    /// <summary>A release that waits for its command: the config is set at once, all else only when it succeeded.</summary>
    public AppFacts Append(ImmutableSortedDictionary<string, string> types, ImmutableSortedDictionary<string, string> config) => this with
    {
        Config = config,
        Releases = Releases.Add(new ReleaseFacts(ReleaseStatus.Failed, types, config)),
    };

    public AppFacts Succeed()
    {
        var newest = Releases[^1];
        var first = Release.Types.IsEmpty;
        return this with
        {
            Current = Releases.Length,
            Releases = Releases.SetItem(Releases.Length - 1, newest with { Status = ReleaseStatus.Succeeded }),
            Formation = newest.Types.IsEmpty
                ? Formation
                : newest.Types.Keys.Where(static type => type != "release").ToImmutableSortedDictionary(
                    static type => type, type => Formation.TryGetValue(type, out var quantity) ? quantity : first && type == "web" ? 1 : 0, StringComparer.Ordinal),
        };
    }

    public override string ToString()
    {
        var text = new StringBuilder()
            .AppendLine($"{Name} at v{Current}{(Maintenance ? " in maintenance" : "")}")
            .AppendLine($"config {Text(Config)}")
            .AppendLine($"formation {string.Join(' ', Formation.Select(static pair => $"{pair.Key}={pair.Value}"))}")
            .AppendLine($"domains {string.Join(' ', Domains)}");
        for (var i = 0; i < Releases.Length; i++)
            text.AppendLine($"v{i + 1} {Releases[i].Status} types {Text(Releases[i].Types)} config {Text(Releases[i].Config)}");
        return text.ToString();
    }

    private static string Text(ImmutableSortedDictionary<string, string> pairs) => string.Join(' ', pairs.Select(static pair => $"{pair.Key}={pair.Value}"));

    public sealed record ReleaseFacts(ReleaseStatus Status, ImmutableSortedDictionary<string, string> Types, ImmutableSortedDictionary<string, string> Config);
}
