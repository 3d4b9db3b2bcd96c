using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Paas.Forwarding;
using Paas.Health;
using Paas.Hosting;
using Paas.Tls;
using Paas.Upstreams;

namespace Paas;

/// <summary>
/// The router: takes HTTP/2, 1.1 and 1.0 from clients, finds the app by host, the dyno by load, and behaves towards both as
/// Heroku's Router 2.0 does (Dev Center, "HTTP Routing" and "Error Codes"). Usable alone: start it and give it a table.
/// </summary>
public sealed class HttpRouter : IHttpRouter, ITlsCertificates, IAsyncDisposable
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(500);
    private const int BeatsPerSweep = 10;
    private const int HttpsPort = 443;
    private readonly RouterContext _context;
    private readonly ClientAcceptor _acceptor;
    private readonly HealthChecks _checks;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly ConditionalWeakTable<TlsCertificate, RouterCertificate> _prepared = [];
    private List<RouterListener> _listeners = [];
    private List<Task> _acceptLoops = [];
    private ITimer? _heartbeat;
    private Task? _stopped;
    private volatile Uri? _address;
    private int _beating;
    private int _beats;

    /// <summary>Creates a router that does not listen yet.</summary>
    /// <param name="options">Settings; not changed any more from here on.</param>
    /// <param name="logs">Takes the request lines; null for none.</param>
    /// <param name="time">Clock of all timeouts; null for the system's.</param>
    /// <param name="random">Breaks ties between equally loaded dynos and makes request ids; null for the system's.</param>
    /// <param name="logger">Takes the router's own messages.</param>
    /// <param name="meters">Makes the meter <c>Paas.Router</c>; null for one of the router's own.</param>
    /// <param name="waker">Wakes apps that sleep; null when none does, or when requests alone shall wait.</param>
    /// <exception cref="ArgumentException">A setting makes no sense.</exception>
    public HttpRouter(
        RouterOptions options, ILogSink? logs = null, TimeProvider? time = null, Random? random = null, ILogger<HttpRouter>? logger = null,
        IMeterFactory? meters = null, IAppWaker? waker = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var problems = string.Join(" ", options.Validate());
        if (problems.Length > 0)
            throw new ArgumentException(problems, nameof(options));
#pragma warning disable RS0030 // The default for those who inject nothing.
        random ??= Random.Shared;
#pragma warning restore RS0030
        _context = new RouterContext(options, logs, time ?? TimeProvider.System, random, logger ?? NullLogger<HttpRouter>.Instance, meters, waker);
        _checks = new HealthChecks(_context, _stopping.Token);
        Metrics = new RouterMetrics(_context);
        _acceptor = new ClientAcceptor(_context);
    }

    /// <inheritdoc/>
    public Uri? Address => _address;

    /// <summary>All addresses that are listened on, with their real ports.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints { get; private set; } = [];

    /// <summary>What the router has seen of each app.</summary>
    public RouterMetrics Metrics { get; }

    /// <summary>Those of <see cref="EndPoints"/> that take HTTPS.</summary>
    public IReadOnlyList<IPEndPoint> TlsEndPoints { get; private set; } = [];

    /// <summary>The certificates of the TLS listeners; they can be changed at any time, and no connection is dropped.</summary>
    public RouterCertificates Certificates => _context.Options.Tls.Certificates;

    internal RouterContext Context => _context;

    /// <summary>Starts to listen.</summary>
    /// <exception cref="IOException">An address cannot be listened on; the message names it.</exception>
    /// <exception cref="InvalidOperationException">The router was started before.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_heartbeat is not null || _stopped is not null)
                throw new InvalidOperationException("The router was started before; create a new one.");
            _listeners = HttpListeners.Open(_context.Options);
            StartLoops();
            EndPoints = [.. _listeners.Select(listener => listener.Socket.EndPoint)];
            TlsEndPoints = [.. _listeners.Where(listener => listener.IsTls).Select(listener => listener.Socket.EndPoint)];
            _address = _listeners.Count > 0 ? ToUri(_listeners[0]) : null;
            _context.HttpsPort = _context.Options.Tls.PublicPort ?? (TlsEndPoints.Count > 0 ? TlsEndPoints[0].Port : HttpsPort);
            _heartbeat = _context.Clock.Provider.CreateTimer(_ => Beat(), null, Heartbeat, Heartbeat);
            _acceptLoops = [.. _listeners.Select(listener => _acceptor.AcceptAsync(listener.Socket, listener.IsTls, _stopping.Token))];
        }
        foreach (var endPoint in EndPoints)
            Log.Listening(_context.Logger, endPoint);
        if (_context.MaxConnections < _context.Options.MaxConnections)
            Log.ConnectionsLimited(_context.Logger, _context.MaxConnections, _context.Options.MaxConnections, EventLoop.MaxDescriptors);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Serves one client connection that somebody else has accepted, as those of the router's own ports are served;
    /// completes when the connection is over and the pipe is completed in both directions. Never fails by what a peer does.
    /// </summary>
    /// <remarks>
    /// The end of the client is seen in the pipe, so the token is not needed for that. A router that is stopping, or has
    /// <see cref="RouterOptions.MaxConnections"/>, completes the pipe at once.
    /// </remarks>
    /// <param name="client">The connection, with TLS taken off.</param>
    /// <param name="remote">Where the client is: an IP address joins <c>X-Forwarded-For</c>; without one that stays as it came.</param>
    /// <param name="local">
    /// Where the client came to: its port is <c>X-Forwarded-Port</c>, and 443 makes <c>X-Forwarded-Proto</c> <c>https</c>.
    /// Who terminates TLS on another port gives the public one here.
    /// </param>
    /// <param name="abort">
    /// Resets the transport. Called when a response that ends only with its connection breaks off, so that the client
    /// cannot take it for complete. Null when the transport does so by itself for an output completed with an exception,
    /// which it always is then (Kestrel's sockets do, TLS does not).
    /// </param>
    /// <param name="cancellationToken">Breaks the connection off; a request in flight ends as H27.</param>
    /// <exception cref="InvalidOperationException">The router was not started.</exception>
    public async Task ServeAsync(
        IDuplexPipe client, EndPoint? remote, EndPoint? local, Action? abort, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        lock (_lock)
        {
            // Without the heartbeat no timeout would end anything.
            if (_heartbeat is null && _stopped is null)
                throw new InvalidOperationException("The router was not started; call StartAsync first.");
        }
        var pipe = new PipeConnection(client, abort);
        var isTls = local is IPEndPoint { Port: HttpsPort };
        await _acceptor.ServeAsync(pipe, new ClientFacts(remote, local, isTls), cancellationToken);
        await pipe.Closed;
    }

    /// <inheritdoc cref="ServeAsync(IDuplexPipe, EndPoint, EndPoint, Action, CancellationToken)"/>
    public Task ServeAsync(IDuplexPipe client, EndPoint? remote, EndPoint? local, CancellationToken cancellationToken) =>
        ServeAsync(client, remote, local, null, cancellationToken);

    /// <summary>
    /// Stops accepting, closes idle connections, lets requests in flight end within
    /// <see cref="RouterOptions.ShutdownTimeout"/> and closes the rest (H24). The token ends that wait early.
    /// </summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return _stopped ??= StopCoreAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask UpdateAsync(RouteTable routes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(routes);
        cancellationToken.ThrowIfCancellationRequested();
        _context.Routes.Swap(routes);
        _context.Held.Wake(routes);
        _context.Wakings.Refresh(routes);
        _context.Queued.Refresh(_context.Routes, routes);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<string?> CheckAsync(Guid dynoId, CancellationToken cancellationToken)
    {
        var target = _context.Routes.FindTarget(dynoId);
        if (target is null)
            return $"The router has no dyno {dynoId} in its table.";
        var problem = await DynoProbe.TryConnectAsync(target.Address, _context.Options.ConnectTimeout, _context.Clock, cancellationToken);
        if (problem is null && _context.Routes.FindDyno(dynoId) is { } dyno)
            dyno.QuarantinedUntil = 0;
        return problem;
    }

    /// <inheritdoc/>
    public async ValueTask DrainAsync(Guid dynoId, CancellationToken cancellationToken)
    {
        if (_context.Routes.FindDyno(dynoId) is not { } dyno)
            return;
        // Kept connections go at once, and what is in flight closes its own when it ends.
        if (_context.Routes.FindTarget(dynoId) is null)
            dyno.Retire();
        await dyno.WhenIdleAsync().WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask SetAsync(string hostname, TlsCertificate? certificate, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hostname);
        cancellationToken.ThrowIfCancellationRequested();
        // One certificate is often that of many names.
        Certificates.SetOfApp(hostname, certificate is null ? null : _prepared.GetValue(certificate, RouterCertificate.Of));
        return ValueTask.CompletedTask;
    }

    /// <summary>Stops at once, without waiting for requests in flight.</summary>
    public async ValueTask DisposeAsync()
    {
        _context.IsForced = true;
        _context.Clients.WakeAll();
        await StopAsync(new CancellationToken(canceled: true));
        _stopping.Dispose();
        _context.Dispose();
    }

    private static Uri ToUri(RouterListener listener)
    {
        var endPoint = listener.Socket.EndPoint;
        var isLocal = IPAddress.IsLoopback(endPoint.Address) || endPoint.Address.Equals(IPAddress.Any) || endPoint.Address.Equals(IPAddress.IPv6Any);
        return new UriBuilder(listener.IsTls ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, isLocal ? "localhost" : endPoint.Address.ToString(), endPoint.Port).Uri;
    }

    private void StartLoops()
    {
        try
        {
            for (var index = 0; index < _context.Options.EventLoops; index++)
                _context.Loops = [.. _context.Loops, new EventLoop(index, exception => Log.LoopFailed(_context.Logger, exception))];
        }
        catch (IOException)
        {
            StopLoops();
            _listeners.ForEach(static listener => listener.Socket.Dispose());
            throw;
        }
    }

    private void StopLoops()
    {
        foreach (var loop in _context.Loops)
            loop.Dispose();
        _context.Loops = [];
    }

    private void Beat()
    {
        // A beat that takes longer than its period must not run twice at once.
        if (Interlocked.Exchange(ref _beating, 1) == 1)
            return;
        try
        {
            _context.Handshakes.Tick(_context.Clock.Now, _context.MaxConnections);
            _context.Clients.Tick(_context.Clock.Now, _context.MaxConnections);
            _checks.Beat(_context.Clock.Now);
            if (++_beats % BeatsPerSweep == 0)
                _context.Routes.Sweep();
        }
        catch (Exception exception)
        {
            Log.HeartbeatFailed(_context.Logger, exception);
        }
        finally
        {
            Volatile.Write(ref _beating, 0);
        }
    }

    private async Task StopCoreAsync(CancellationToken cancellationToken)
    {
        Log.Stopping(_context.Logger, _context.Clients.Count);
        _address = null;
        _context.IsStopping = true;
        await _stopping.CancelAsync();
        await Task.WhenAll(_acceptLoops);
        foreach (var listener in _listeners)
            listener.Socket.Dispose();
        _context.Handshakes.WakeAll();
        await _context.Handshakes.WhenEmptyAsync();
        _context.Clients.WakeAll();

        var empty = _context.Clients.WhenEmptyAsync();
        try
        {
            await empty.WaitAsync(_context.Options.ShutdownTimeout, _context.Clock.Provider, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            Log.Forced(_context.Logger, _context.Clients.Count, _context.Options.ShutdownTimeout);
            _context.IsForced = true;
            _context.Clients.WakeAll();
            await empty;
        }
        if (_heartbeat is not null)
            await _heartbeat.DisposeAsync();
        _context.Routes.CloseIdle();
        StopLoops();
    }
}
