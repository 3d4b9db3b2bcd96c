namespace Paas;

/// <summary>
/// Stops all processes of a dyno where they are (cgroup freezer, or SIGSTOP), or lets them go on. A frozen dyno uses no
/// processor and its memory may be swapped out; its connections stay open. Stopping it thaws it first.
/// </summary>
/// <param name="Frozen">True to freeze, false to thaw.</param>
public sealed record DynoFreeze(bool Frozen) : DynoRequest;
