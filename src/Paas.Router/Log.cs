using System.Net;
using Microsoft.Extensions.Logging;
using Paas.Tls;

namespace Paas;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "The router listens on {EndPoint}.")]
    public static partial void Listening(ILogger logger, EndPoint endPoint);

    [LoggerMessage(2, LogLevel.Warning, "The router could not accept a connection; it tries again in {Delay}.")]
    public static partial void AcceptFailed(ILogger logger, Exception exception, TimeSpan delay);

    [LoggerMessage(3, LogLevel.Error, "A client connection ended by an unexpected failure of the router.")]
    public static partial void ConnectionFailed(ILogger logger, Exception exception);

    [LoggerMessage(4, LogLevel.Information, "The router stops; {Count} connections are open.")]
    public static partial void Stopping(ILogger logger, int count);

    [LoggerMessage(5, LogLevel.Warning, "The router closed {Count} connections whose requests did not end within {Timeout}.")]
    public static partial void Forced(ILogger logger, int count, TimeSpan timeout);

    [LoggerMessage(6, LogLevel.Warning, "The router has {Count} client connections, its limit; further ones are closed at once.")]
    public static partial void TooManyConnections(ILogger logger, int count);

    [LoggerMessage(8, LogLevel.Debug, "The TLS handshake with {Client}, which asked for '{Name}', ended as {End}. {Reason}")]
    public static partial void HandshakeEnded(ILogger logger, EndPoint? client, TlsEnd end, string name, string? reason);

    [LoggerMessage(7, LogLevel.Error, "The router's heartbeat failed.")]
    public static partial void HeartbeatFailed(ILogger logger, Exception exception);

    [LoggerMessage(10, LogLevel.Error, "The sleeping app of {Host} could not be woken; the router tries again while requests wait.")]
    public static partial void WakeFailed(ILogger logger, Exception exception, string host);

    [LoggerMessage(11, LogLevel.Warning, "{Dyno} of app {App} fails its health check ({Reason}); it gets no requests while others pass.")]
    public static partial void DynoUnhealthy(ILogger logger, string dyno, string app, string reason);

    [LoggerMessage(12, LogLevel.Information, "{Dyno} of app {App} passes its health check again.")]
    public static partial void DynoHealthy(ILogger logger, string dyno, string app);

    [LoggerMessage(13, LogLevel.Error, "The health check of {Dyno} of app {App} could not be made.")]
    public static partial void CheckFailed(ILogger logger, Exception exception, string dyno, string app);

    [LoggerMessage(20, LogLevel.Warning, "The {Setting} of app {App} is '{Url}'; it must be an http or https URL, or one that starts with '//', of at most 2048 characters without spaces. The router shows its own page.")]
    public static partial void PageUrlRefused(ILogger logger, string app, string setting, string url);

    [LoggerMessage(21, LogLevel.Error, "An event loop of the router met an unexpected failure and goes on.")]
    public static partial void LoopFailed(ILogger logger, Exception exception);

    [LoggerMessage(22, LogLevel.Information, "The router takes {Count} client connections, not the {Wanted} of its options: the process may have {Descriptors} files open; raise that limit (ulimit -n) for more.")]
    public static partial void ConnectionsLimited(ILogger logger, int count, int wanted, long descriptors);
}
