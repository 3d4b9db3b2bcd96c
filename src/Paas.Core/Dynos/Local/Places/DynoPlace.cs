using System.Net;
using Paas.Slugs;

namespace Paas.Dynos.Local;

/// <summary>
/// Where a dyno lives, between the making of its directory and its end: what it sees, what its processes are and how they
/// are reached. This one is the machine itself, without isolation; others override what they do differently.
/// </summary>
/// <param name="context">What it is made from.</param>
internal class DynoPlace(PlaceContext context) : IDisposable
{
    protected PlaceContext Context => context;

    /// <summary>The dyno's home on the host.</summary>
    public string HostHome { get; } = context.InPlace is { } inPlace ? Path.GetFullPath(inPlace) : Path.Combine(context.Directory, "app");

    /// <summary>Its home as the dyno sees it: <c>HOME</c> and working directory.</summary>
    public virtual string Home => HostHome;

    /// <summary>Who owns the files of its slug; null for the host's own user.</summary>
    public virtual FileOwner? Owner => null;

    /// <summary>Where its port is reached from the host.</summary>
    public virtual IPAddress Address => IPAddress.Loopback;

    /// <summary>Whether nothing else is in its network.</summary>
    public virtual bool OwnNetwork => false;

    /// <summary>
    /// Whether processes of the place stand before those of the dyno. Then not they but the dyno's takes a terminal as its own,
    /// so that Ctrl-C is not for them.
    /// </summary>
    public virtual bool StandsBefore => false;

    /// <summary>What a later host needs to know of this place, for <see cref="ProcessRecord.Place"/>; null when nothing.</summary>
    public virtual PlaceRecord? Record => null;

    /// <summary>Makes what has to be there before the process is spawned, after the home was filled.</summary>
    public virtual void Prepare()
    {
    }

    /// <summary>What to spawn on the host so that this runs in the place.</summary>
    /// <param name="request">Program, environment and <see cref="Home"/> as the dyno is to see them.</param>
    public virtual SpawnRequest Wrap(SpawnRequest request) => request with { Directory = HostHome };

    /// <summary>What to spawn on the host so that this runs beside the processes that live here already.</summary>
    /// <param name="request">As for <see cref="Wrap"/>.</param>
    /// <param name="processes">The processes that live here.</param>
    public virtual SpawnRequest WrapInside(SpawnRequest request, DynoProcesses processes) => request with { Directory = HostHome };

    /// <summary>Takes in a process that waits behind its gate, before it is recorded: limits, accounting.</summary>
    public virtual void Enter(int pid)
    {
    }

    /// <summary>The processes that live here.</summary>
    /// <param name="leader">The one that was spawned.</param>
    /// <param name="leaderIsOurs">See <see cref="DynoMembers.Select"/>.</param>
    public virtual DynoProcesses Processes(ProcessEntry leader, bool leaderIsOurs) =>
        new(context.Table, leader, DynoEnvironment.Marker(context.DynoId), leaderIsOurs, context.Clock);

    /// <summary>Stops all processes where they are or lets them go on; false when signals have to do that.</summary>
    public virtual bool TryFreeze(bool frozen) => false;

    /// <summary>What the place counted of all its processes; null when they have to be asked one by one.</summary>
    public virtual DynoUsage? Usage() => null;

    /// <summary>Whether the place itself ended the dyno, and why.</summary>
    /// <param name="exitCode">Exit code of the main process.</param>
    public virtual (DynoFailure Failure, string? Reason) Verdict(int? exitCode) => (DynoFailure.None, null);

    /// <summary>Takes the place down. All processes are gone; the directory is removed afterwards.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
