namespace Paas.Routing;

/// <summary>What the router knows about an app across tables.</summary>
internal sealed class AppState(Guid id)
{
    private volatile AppView _view = AppView.Empty;
    private int _inFlight;
    private long _requests;
    private long _failures;

    public Guid Id => id;

    /// <summary>A host by which the app was last asked for; tells later whether it is still routed.</summary>
    public string Host { get; set; } = "";

    public AppView View
    {
        get => _view;
        set => _view = value;
    }

    /// <summary>Requests between their head and their end, those that wait for a dyno included.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    public long Requests => Interlocked.Read(ref _requests);

    public long Failures => Interlocked.Read(ref _failures);

    public int Enter() => Interlocked.Increment(ref _inFlight);

    public void Leave(bool failed)
    {
        Interlocked.Increment(ref _requests);
        if (failed)
            Interlocked.Increment(ref _failures);
        Interlocked.Decrement(ref _inFlight);
    }
}
