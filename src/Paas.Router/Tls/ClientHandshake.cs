using System.Net;
using System.Net.Security;
using Paas.Forwarding;
using Paas.Routing;

namespace Paas.Tls;

/// <summary>
/// What happens between a TLS client's connect and its first request. It has a flow and a deadline of its own and is gone
/// once the client's connection has taken over.
/// </summary>
internal sealed class ClientHandshake : IClientFlow, IDisposable
{
    private readonly RouterContext _context;
    private readonly EndPoint? _remote;
    private readonly EndPoint? _local;
    private readonly EventLoop? _loop;
    private readonly FlowSignal _signal;
    private readonly TlsConnection _connection;
    private readonly long _deadline;
    private RouterCertificate? _certificate;

    public ClientHandshake(RouterContext context, EventLoop? loop, DuplexConnection connection, EndPoint? remote, EndPoint? local)
    {
        _context = context;
        _loop = loop;
        _signal = new FlowSignal(loop);
        _remote = remote;
        _local = local is IPEndPoint { Address: var address } && context.Options.Tls.PublicPort is { } port ? new IPEndPoint(address, port) : local;
        _deadline = RouterClock.After(context.Clock.Now, context.Options.Tls.HandshakeTimeout);
        _connection = new TlsConnection(connection, Choose);
        _connection.SetOwner(_signal);
    }

    /// <summary>Starts it; whatever comes of it, the connection is closed in the end. False when there are too many.</summary>
    public static bool TryStart(RouterContext context, EventLoop? loop, DuplexConnection connection, EndPoint? remote, EndPoint? local)
    {
        var handshake = new ClientHandshake(context, loop, connection, remote, local);
        if (context.Handshakes.Count < context.Options.Tls.MaxHandshakes && context.Handshakes.TryAdd(handshake))
        {
            _ = handshake.RunAsync();
            return true;
        }
        handshake.End(TlsEnd.Refused);
        return false;
    }

    public bool IsWaiting => _signal.IsWaiting;

    public void Tick(long now, bool isCrowded)
    {
        if (now >= _deadline)
            _signal.Post();
    }

    public void Wake() => _signal.Post();

    /// <summary>Closes a connection that came to nothing.</summary>
    public void Dispose() => _connection.Dispose();

    private async Task RunAsync()
    {
        var end = TlsEnd.Failed;
        try
        {
            while (!Advance(out end))
                await _signal.WaitAsync();
        }
        catch (Exception exception)
        {
            Log.ConnectionFailed(_context.Logger, exception);
        }
        // Before this flow leaves, the next one is there, so that a router that stops sees one of the two.
        End(end);
        _context.Handshakes.Remove(this);
    }

    private bool Advance(out TlsEnd end)
    {
        var status = _connection.Handshake();
        end = status switch
        {
            TlsHandshakeStatus.Done => TlsEnd.Done,
            TlsHandshakeStatus.NotTls => TlsEnd.NotTls,
            TlsHandshakeStatus.UnknownName => TlsEnd.UnknownName,
            TlsHandshakeStatus.Failed => TlsEnd.Failed,
            _ => _context.IsStopping ? TlsEnd.Refused : TlsEnd.TimedOut,
        };
        return status != TlsHandshakeStatus.Waiting || _context.IsStopping || _context.Clock.Now >= _deadline;
    }

    private void End(TlsEnd end)
    {
        _context.Tls.Counts.Add(end);
        if (_context.Instruments.Handshakes.Enabled)
            _context.Instruments.Handshakes.Add(1, new KeyValuePair<string, object?>("paas.router.tls.result", TlsCounts.Name(end)));
        if (end != TlsEnd.Done)
        {
            Log.HandshakeEnded(_context.Logger, _remote, end, _connection.ServerName, _connection.HandshakeError?.Message);
            Dispose();
            return;
        }
        var facts = new TlsFacts(
            _connection.ServerName, _certificate!, _connection.Protocol, _context.Options.Tls.AllowCertificateMismatch);
        var client = new ClientConnection(_context, _loop, _connection, new ClientFacts(_remote, _local, isTls: true, facts));
        if (_context.Clients.TryAdd(client))
            _ = client.RunAsync();
        else
            client.Dispose();
    }

    private SslServerAuthenticationOptions? Choose(string name)
    {
        _certificate = _context.Options.Tls.Certificates.Find(name);
        return _certificate is null ? null : _context.Tls.Settings(_certificate);
    }
}
