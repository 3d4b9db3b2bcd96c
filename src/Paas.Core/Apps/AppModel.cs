using System.Collections.Immutable;
using Paas.Certificates;
using Paas.Formations;
using Paas.Releases;
using Paas.Schedules;
using Paas.Sleeping;

namespace Paas.Apps;

/// <summary>Everything the engine knows of an app at one instant. Replaced as a whole by the app's mailbox, read by anybody.</summary>
internal sealed record AppModel
{
    public required AppDocument Document { get; init; }

    /// <summary>Version of the document in the state store.</summary>
    public required long Version { get; init; }

    /// <summary>The opened config vars of the document.</summary>
    public required ImmutableSortedDictionary<string, string> Config { get; init; }

    /// <summary>The release that runs; null only while an app is being made.</summary>
    public ReleaseDocument? Current { get; init; }

    /// <summary>Releases that wait for their release command, oldest first; the first one's runs.</summary>
    public ImmutableArray<PendingRelease> Pending { get; init; } = [];

    /// <summary>The rollout of the current release, until it is done.</summary>
    public RolloutProgress? Rollout { get; init; }

    /// <summary>The build that runs.</summary>
    public Build? Build { get; init; }

    /// <summary>Builds that ended but whose end could not be stored yet.</summary>
    public ImmutableArray<Build> Unrecorded { get; init; } = [];

    /// <summary>Formation dynos, volatile.</summary>
    public ImmutableArray<DynoInstance> Dynos { get; init; } = [];

    /// <summary>One-off and release dynos, volatile.</summary>
    public ImmutableArray<Dyno> OneOffs { get; init; } = [];

    /// <summary>What runs by the clock.</summary>
    public ImmutableArray<ScheduleEntry> Schedules { get; init; } = [];

    /// <summary>Its certificates.</summary>
    public ImmutableArray<CertificateEntry> Certificates { get; init; } = [];

    /// <summary>Whether it sleeps.</summary>
    public SleepState Sleep { get; init; } = SleepState.Awake;

    /// <summary>How long waking took, by release; volatile.</summary>
    public ImmutableSortedDictionary<int, WakeTimes> Wakes { get; init; } = ImmutableSortedDictionary<int, WakeTimes>.Empty;

    public bool Destroyed { get; init; }

    /// <summary>The host stops: nothing shall run any more.</summary>
    public bool Halted { get; init; }

    /// <summary>Nothing is started any more.</summary>
    public bool IsEnding => Destroyed || Halted;

    public App App => Document.App;

    /// <summary>Whether the app has switched a feature of <see cref="AppFeature"/> on.</summary>
    public bool Has(string feature) => !App.Features.IsDefault && App.Features.Contains(feature);

    /// <summary>Packs of the slugs that it runs or is about to run: what a new slug shares with them is not stored again.</summary>
    public IEnumerable<string> SlugPacks => Pending.Select(static pending => pending.Document.Release.Slug).Append(Current?.Release.Slug).SelectMany(static slug => slug?.Packs ?? []).Distinct();

    /// <summary>Whether it has web dynos when it is awake.</summary>
    public bool WantsWeb => Current?.Release.Slug?.ProcessTypes.ContainsKey("web") == true && Document.Formation.TryGetValue("web", out var web) && web.Quantity > 0;

    /// <summary>What should run now.</summary>
    public DesiredFormation Desired() => Sleep.Phase == SleepPhase.Asleep ? Wanted() with { Processes = [] } : Wanted();

    /// <summary>What should run when the app is awake.</summary>
    public DesiredFormation Wanted()
    {
        if (IsEnding || Current?.Release is not { Slug: { } slug } release)
            return DesiredFormation.Nothing;

        var processes = ImmutableArray.CreateBuilder<DesiredProcess>();
        foreach (var (type, entry) in Document.Formation)
        {
            if (entry.Quantity > 0 && slug.ProcessTypes.TryGetValue(type, out var command))
                processes.Add(new DesiredProcess(type, command, entry.Quantity, entry.Size) { HealthCheck = entry.HealthCheck });
        }

        return new DesiredFormation(release.Version, processes.ToImmutable()) { BootTimeout = App.BootTimeout, Preboot = Has(AppFeature.Preboot) };
    }
}
