using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Paas.Dynos;

namespace Paas.Formations;

/// <summary>One run of a formation dyno, as observed.</summary>
internal sealed record DynoInstance
{
    public required Guid Id { get; init; }

    public required string Type { get; init; }

    /// <summary>Place in the process type, from 1.</summary>
    public required int Index { get; init; }

    public required int Release { get; init; }

    public required string Size { get; init; }

    public required string Command { get; init; }

    public required DynoPhase Phase { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When this host process took it over, if an earlier one started it.</summary>
    public DateTimeOffset? AdoptedAt { get; init; }

    /// <summary>When the phase last changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The state that the app's log told last.</summary>
    public string ToldState { get; init; } = "starting";

    /// <summary>Where it answers, once it runs.</summary>
    public IPEndPoint? Address { get; init; }

    /// <summary>What it listens on instead of its port, and since when.</summary>
    public ImmutableArray<string> OtherEndpoints { get; init; } = [];

    public DateTimeOffset? ListensElsewhereSince { get; init; }

    public DynoHealth Health { get; init; }

    /// <summary>Checks passed in a row while it boots; failed in a row once it is up.</summary>
    public int HealthStreak { get; init; }

    /// <summary>Boots beside the old ones and gets no requests until then (preboot).</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>Is replaced because its day is over.</summary>
    public bool Cycling { get; init; }

    /// <summary>The log has told that it is replaced.</summary>
    public bool Announced { get; init; }

    /// <summary>What it used last.</summary>
    public DynoUsage? Usage { get; init; }

    public LoadAverage Load { get; init; } = LoadAverage.None;

    /// <summary>A check of its health or through the router is under way, or is due at <see cref="NextCheckAt"/>.</summary>
    public bool Checking { get; init; }

    public DateTimeOffset? NextCheckAt { get; init; }

    /// <summary>Has finished its requests.</summary>
    public bool Drained { get; init; }

    /// <summary>Shall be replaced though its release is current (restart).</summary>
    public bool Stale { get; init; }

    /// <summary>Shall end now, before its replacement starts (stop).</summary>
    public bool StopRequested { get; init; }

    /// <summary>Its processes are stopped where they are.</summary>
    public bool Frozen { get; init; }

    /// <summary>Crashes in a row in this place, this one included once it crashed.</summary>
    public int Crashes { get; init; }

    public string? Reason { get; init; }

    /// <summary>What it printed last; the same in all snapshots of this run.</summary>
    public LastLines Output { get; } = new();

    /// <summary>What it uses of the processors; the same in all snapshots of this run.</summary>
    public CpuMeter Cpu { get; } = new();

    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Type}.{Index}");

    /// <summary>From when on its boot time counts.</summary>
    public DateTimeOffset BootsSince => AdoptedAt ?? StartedAt;

    public bool IsWeb => Type == "web";

    /// <summary>Whether something of it still runs.</summary>
    public bool IsAlive => Phase != DynoPhase.Crashed;

    /// <summary>Whether the router may send it requests.</summary>
    public bool IsRouted => IsWeb && Phase is (DynoPhase.Listening or DynoPhase.Up) && HeldUntil is null && Health != DynoHealth.Pending;
}
