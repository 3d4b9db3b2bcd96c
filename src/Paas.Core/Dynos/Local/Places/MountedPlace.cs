namespace Paas.Dynos.Local;

/// <summary>A plain place with mounts. Their mount points are directories of the machine, empty for everybody else.</summary>
internal sealed class MountedPlace(PlaceContext context, MountTools tools) : DynoPlace(context)
{
    private IReadOnlyList<(string Source, string Target)> _mounts = [];

    public override void Prepare()
    {
        base.Prepare();
        _mounts = [.. ResolvedMounts.Of(Context.Mounts, HostHome).Where(static mount => TryCreate(mount.Target))];
    }

    public override SpawnRequest Wrap(SpawnRequest request) => tools.Start(_mounts, base.Wrap(request));

    public override SpawnRequest WrapInside(SpawnRequest request, DynoProcesses processes)
    {
        var wrapped = base.WrapInside(request, processes);
        return processes.Living() is [var first, ..] ? tools.Enter(first.Pid, wrapped) : wrapped;
    }

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
