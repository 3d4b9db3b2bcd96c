namespace Paas;

/// <summary>
/// A directory that a dyno sees at a second path, for software that is bound to the path under which it was installed
/// (<c>/layers</c> of Cloud Native Buildpacks). No other dyno sees it there. Plain processes have mounts on Linux where
/// the host may make mount namespaces (root); elsewhere they start without.
/// </summary>
/// <param name="Source">An existing directory of the host, or a path below the dyno's home.</param>
/// <param name="Target">Absolute path at which the dyno sees it, with the same rights as at the source.</param>
public sealed record DynoMount(string Source, string Target);
