using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Paas.Harness;

/// <summary>A dyno that the test plays: it hands out its connections one by one.</summary>
internal sealed class TestDyno : IDisposable
{
    private readonly Socket _socket;
    private readonly Channel<SocketWire> _accepted = Channel.CreateUnbounded<SocketWire>();
    // A wire that a test lets go of stays open: the collector must not close it under the router.
    private readonly List<SocketWire> _wires = [];
    private int _connections;
    private bool _isKilled;

    public TestDyno(string name = "web.1", bool listens = true)
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        if (listens)
            Listen();
        Target = new RouteTarget(Guid.NewGuid(), name, (IPEndPoint)_socket.LocalEndPoint!);
    }

    public RouteTarget Target { get; }

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Until this is called, connects are refused.</summary>
    public void Listen()
    {
        _socket.Listen(512);
        _ = AcceptAsync();
    }

    public async Task<SocketWire> AcceptedAsync() =>
        await _accepted.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Answers every request on every connection with the same response.</summary>
    public TestDyno Answer(string response) => Answer(_ => response);

    /// <summary>Answers every request on every connection.</summary>
    public TestDyno Answer(Func<Message, string> respond)
    {
        _ = Task.Run(async () =>
        {
            await foreach (var wire in _accepted.Reader.ReadAllAsync())
                _ = AnswerAsync(wire, respond);
        });
        return this;
    }

    /// <summary>Answers with the request's own head as the body.</summary>
    public TestDyno Echo() => Answer(request =>
    {
        var text = string.Join('\n', [request.Start, .. request.Headers.Select(header => $"{header.Name}: {header.Value}"), "", request.Body]);
        return $"HTTP/1.1 200 OK\r\nContent-Length: {text.Length}\r\n\r\n{text}";
    });

    /// <summary>Ends as a process that is killed: all connections break off, further ones are refused.</summary>
    public void Kill()
    {
        lock (_wires)
        {
            _isKilled = true;
            foreach (var wire in _wires.Where(wire => !wire.IsDisposed))
                wire.Reset();
        }
        _socket.Dispose();
    }

    public void Dispose()
    {
        _socket.Dispose();
        _accepted.Writer.TryComplete();
    }

    private static async Task AnswerAsync(Wire wire, Func<Message, string> respond)
    {
        using (wire)
        {
            try
            {
                while (await wire.ReadAsync() is { } request)
                {
                    var response = respond(request);
                    await wire.SendAsync(response);
                    if (response.Contains("Connection: close", StringComparison.Ordinal))
                        return;
                }
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The test is over, or the router closed.
            }
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var wire = new SocketWire(await _socket.AcceptAsync());
                lock (_wires)
                {
                    _wires.Add(wire);
                    if (_isKilled)
                        wire.Reset();
                }
                Interlocked.Increment(ref _connections);
                if (!_accepted.Writer.TryWrite(wire))
                    wire.Dispose();
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }
}
