namespace Paas.Dynos.Local;

/// <summary>
/// A plain place with mounts. Their mount points are directories of the machine, which stay, and hide from the dyno what they hold. Where
/// that is the dyno's own files, as in a container whose host lives in <c>/app</c>, it runs without that mount. What was built for paths
/// of another machine sizes itself as there, so that it also sees its quota of memory.
/// </summary>
internal sealed class MountedPlace(PlaceContext context, MountTools tools) : DynoPlace(context)
{
    private IReadOnlyList<(string Source, string Target)> _mounts = [];

    public override void Prepare()
    {
        base.Prepare();
        _mounts = [.. ResolvedMounts.Of(Context.Mounts, HostHome).Where(mount => !HidesOwn(mount.Target) && TryCreate(mount.Target))];
        if (Context.InPlace is null && File.Exists(MemoryQuota.View))
            _mounts = [.. _mounts, (MemoryQuota.Write(Context.Directory, Context.Size), MemoryQuota.View)];
    }

    public override SpawnRequest Wrap(SpawnRequest request) => tools.Start(_mounts, base.Wrap(request));

    public override SpawnRequest WrapInside(SpawnRequest request, DynoProcesses processes)
    {
        var wrapped = base.WrapInside(request, processes);
        return processes.Living() is [var first, ..] ? tools.Enter(first.Pid, wrapped) : wrapped;
    }

    private bool HidesOwn(string target) =>
        ((string[])[HostHome, Context.Directory, .. Context.Writable]).Any(path => Path.GetFullPath(path).StartsWith(target + "/", StringComparison.Ordinal));

    /// <summary>Where the machine's root cannot be written, the dyno runs without, as where there are no mounts at all.</summary>
    private static bool TryCreate(string target)
    {
        try
        {
            Directory.CreateDirectory(target);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
