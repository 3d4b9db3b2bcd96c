using System.Collections.Immutable;

namespace Paas;

/// <summary>A change of an app; null leaves the field as it is.</summary>
public sealed record AppUpdate
{
    /// <summary>New name; the old one is free afterwards.</summary>
    public string? Name { get; init; }

    /// <summary>Switches maintenance mode.</summary>
    public bool? Maintenance { get; init; }

    /// <summary>Buildpacks for the next build, in order; empty returns to detection.</summary>
    public ImmutableArray<string>? Buildpacks { get; init; }

    /// <summary>Stack for the next build.</summary>
    public string? Stack { get; init; }

    /// <summary>New boot timeout, 60 to 180 s; zero returns to the platform's.</summary>
    public TimeSpan? BootTimeout { get; init; }

    /// <summary>Features of <see cref="AppFeature"/> to switch on (true) or off; others stay. Dynos are not restarted.</summary>
    public ImmutableDictionary<string, bool>? Features { get; init; }

    /// <summary>New most requests in flight to one web dyno, 1 to 1,000; 0 sets no such cap.</summary>
    public int? MaxInFlightPerDyno { get; init; }

    /// <summary>New policy of sleeping; <see cref="SleepPolicy.Default"/> returns to the platform's.</summary>
    public SleepPolicy? Sleep { get; init; }
}
