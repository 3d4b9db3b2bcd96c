namespace Paas.Dynos.Local;

/// <summary>Makes the places of a driver's dynos. This one makes plain ones: the machine itself, without isolation.</summary>
/// <param name="options">Where an earlier host may have made sandboxes.</param>
internal class DynoPlaces(SandboxOptions options) : IDisposable
{
    private readonly Lazy<MountTools?> _mountTools = new(MountTools.OfThisMachine);

    /// <summary>A place for a new dyno, whose directory exists.</summary>
    /// <exception cref="CannotStartException">None can be had.</exception>
    public virtual DynoPlace Create(PlaceContext context) => Plain(context);

    /// <summary>Whether a dyno of such a place can go on among those that are made here; if not, it is ended.</summary>
    public virtual bool CanAdopt(PlaceRecord? record) => record is null;

    /// <summary>The place of a dyno that an earlier host started, whatever the places of new ones are like.</summary>
    /// <param name="context">What is known of the dyno.</param>
    /// <param name="record">What that host wrote down; null for a plain one.</param>
    public virtual DynoPlace Adopt(PlaceContext context, PlaceRecord? record) =>
        record is null ? Plain(context) : LeftSandboxPlace.Of(context, record, options.ControlGroup);

    /// <summary>Lets go of what the places share. Those of dynos that run on stay.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }

    private DynoPlace Plain(PlaceContext context) =>
        context.Mounts.Count > 0 && _mountTools.Value is { } tools ? new MountedPlace(context, tools) : new DynoPlace(context);
}
