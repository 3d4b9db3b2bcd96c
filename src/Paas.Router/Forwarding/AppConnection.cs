using Paas.Routing;

namespace Paas.Forwarding;

/// <summary>A client connection as it counts among those of an app: of the one that its last request was for.</summary>
internal sealed class AppConnection
{
    private AppState? _app;

    /// <summary>Counts the connection for this app. False when the app has its fill; one that was let in stays.</summary>
    public bool TryConnect(AppState app, int limit)
    {
        if (ReferenceEquals(app, _app))
            return true;
        _app?.Disconnect();
        _app = app.TryConnect(limit) ? app : null;
        return _app is not null;
    }

    /// <summary>The connection has ended.</summary>
    public void Disconnect()
    {
        _app?.Disconnect();
        _app = null;
    }
}
