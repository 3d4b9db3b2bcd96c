using System.Collections.Concurrent;

namespace Paas.Apps;

/// <summary>Finds the apps of this process by id and by name. Complete once the engine has started.</summary>
internal sealed class AppDirectory
{
    private readonly ConcurrentDictionary<Guid, AppState> _byId = new();
    private readonly ConcurrentDictionary<string, AppState> _byName = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _stopping;

    public IEnumerable<AppState> All => _byId.Values;

    /// <summary>Lets the callers through that came before the engine had started, or fails them.</summary>
    public void SetReady(Exception? failure = null)
    {
        if (failure is null)
            _ready.TrySetResult();
        else
            _ready.TrySetException(new PaasException(PaasErrors.Unavailable, $"The platform could not start: {failure.Message}", failure));
    }

    public Task WhenReadyAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>.</exception>
    public async ValueTask<AppState> FindAsync(string app, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(app);
        await WhenReadyAsync(cancellationToken);
        if (_byName.TryGetValue(app, out var state) || (Guid.TryParse(app, out var id) && _byId.TryGetValue(id, out state)))
            return state;
        throw NotFound(app);
    }

    /// <summary>The app of this id, also while the engine starts; null when there is none.</summary>
    public AppState? FindLoaded(Guid id) => _byId.GetValueOrDefault(id);

    /// <summary>The app of this id, or null.</summary>
    public AppState? Find(Guid id) => _byId.GetValueOrDefault(id);

    /// <summary>From now on nothing is changed, because the host stops.</summary>
    public void SetStopping() => _stopping = true;

    public void ThrowIfStopping()
    {
        if (_stopping)
            throw Stopping();
    }

    public static PaasException Stopping() => new(PaasErrors.Unavailable, "The platform is stopping. Try again when it is back.");

    public static PaasException NotFound(string app) =>
        new(PaasErrors.NotFound, $"Couldn't find that app '{(app.Length > 60 ? app[..60] + "..." : app)}'.");

    public void Add(AppState app)
    {
        _byId[app.Id] = app;
        _byName[app.Model.App.Name] = app;
    }

    public void Rename(AppState app, string oldName)
    {
        _byName[app.Model.App.Name] = app;
        _byName.TryRemove(new KeyValuePair<string, AppState>(oldName, app));
    }

    public void Remove(AppState app)
    {
        _byId.TryRemove(app.Id, out _);
        _byName.TryRemove(new KeyValuePair<string, AppState>(app.Model.App.Name, app));
    }
}
