namespace Paas.Dynos.Local;

/// <summary>A sandbox that an earlier host made, seen by one that makes none: enough to end what is in it.</summary>
internal sealed class LeftSandboxPlace(PlaceContext context, ControlGroup? group) : DynoPlace(context)
{
    /// <param name="context">What is known of the dyno.</param>
    /// <param name="record">What the earlier host wrote down.</param>
    /// <param name="parent">See <see cref="SandboxOptions.ControlGroup"/>.</param>
    public static LeftSandboxPlace Of(PlaceContext context, PlaceRecord record, string parent) => new(
        context,
        record.User == 0 ? null : ControlGroups.Of(ControlFiles.Read("/proc/self", "mounts"), parent)?.Find(UserPool.NameOf(record.User)));

    public override DynoProcesses Processes(ProcessEntry leader, bool leaderIsOurs) =>
        new SandboxProcesses(Context.Table, leader, DynoEnvironment.Marker(Context.DynoId), leaderIsOurs, Context.Clock);

    public override bool TryFreeze(bool frozen)
    {
        try
        {
            group?.Freeze(frozen);
            return group is not null;
        }
        catch (IOException)
        {
            // The group is gone, as after a restart of the machine.
            return false;
        }
    }

    protected override void Dispose(bool disposing)
    {
        group?.Remove();
        base.Dispose(disposing);
    }
}
