using System.Runtime.Versioning;

namespace Paas.Dynos.Local;

/// <summary>Makes sandboxes.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class SandboxPlaces(Sandbox sandbox) : DynoPlaces(sandbox.Options)
{
    public override bool CanAdopt(PlaceRecord? record) => record is not null && (record.User == 0) == (sandbox.Users is null) && (record.Network is null || sandbox.Networks is not null);

    public override DynoPlace Create(PlaceContext context)
    {
        if (sandbox.Users is not { } users)
            return new SandboxPlace(context, sandbox, null, null, null);
        var (user, group) = users.Take();
        return new SandboxPlace(context, sandbox, user, group, sandbox.Networks?.Of(user - sandbox.Options.FirstUser, sandbox.Options.Egress));
    }

    protected override void Dispose(bool disposing)
    {
        sandbox.Groups?.Dispose();
        base.Dispose(disposing);
    }

    public override DynoPlace Adopt(PlaceContext context, PlaceRecord? record)
    {
        // It was started at another level, or by a host with other rights.
        if (record is null)
            return base.Adopt(context, record);
        return record.User == 0 || sandbox.Users is null
            ? new SandboxPlace(context, sandbox, null, null, null)
            : new SandboxPlace(context, sandbox, record.User, sandbox.Users.GroupOf(record.User), record.Network is { } number ? sandbox.Networks?.Of(number, record.Egress) : null);
    }
}
