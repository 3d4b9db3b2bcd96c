namespace Paas.Formations;

/// <summary>What the engine knows of a formation dyno.</summary>
internal enum DynoPhase
{
    /// <summary>Started; a web dyno has not bound its port yet.</summary>
    Starting,

    /// <summary>A web dyno listens; its health check has not passed yet, or the router has not reached it. Others run and wait for their check.</summary>
    Listening,

    /// <summary>Runs; a web dyno is in the routes and was reached through the router.</summary>
    Up,

    /// <summary>Out of the routes, finishing its requests.</summary>
    Draining,

    /// <summary>Told to end.</summary>
    Stopping,

    /// <summary>Did not come up and is being killed; will be <see cref="Crashed"/>.</summary>
    Failing,

    /// <summary>Ended without being told; nothing runs. Kept to count crashes and to explain.</summary>
    Crashed,
}
