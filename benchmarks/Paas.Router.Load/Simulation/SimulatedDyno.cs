using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Paas.Load.Simulation;

/// <summary>A dyno with so many workers, each of which sleeps for as long as the request says. First come, first served.</summary>
internal sealed class SimulatedDyno : IDisposable
{
    /// <summary>A request is for this path and a number of milliseconds.</summary>
    public const string Path = "/work/";
    private static readonly byte[] Answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray();
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly SemaphoreSlim _workers;
    private long _busy;

    public SimulatedDyno(string name, int workers)
    {
        _workers = new SemaphoreSlim(workers);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(1024);
        Target = new RouteTarget(Guid.NewGuid(), name, (IPEndPoint)_listener.LocalEndPoint!);
        _ = AcceptAsync();
    }

    public RouteTarget Target { get; }

    /// <summary>Time that its workers have worked, together, for answers they have given.</summary>
    public TimeSpan Busy => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _busy));

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                socket.NoDelay = true;
                var buffer = new byte[4096];
                var count = 0;
                while (true)
                {
                    var received = await socket.ReceiveAsync(buffer.AsMemory(count));
                    if (received == 0)
                        return;
                    count += received;
                    if (!buffer.AsSpan(0, count).EndsWith("\r\n\r\n"u8))
                        continue;
                    await WorkAsync(Milliseconds(buffer));
                    await socket.SendAsync(Answer);
                    count = 0;
                }
            }
            catch (SocketException)
            {
                // The router has closed: nobody waits for the answer.
            }
        }
    }

    private async Task WorkAsync(int milliseconds)
    {
        await _workers.WaitAsync();
        var start = Stopwatch.GetTimestamp();
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System);
        Interlocked.Add(ref _busy, Stopwatch.GetTimestamp() - start);
        _workers.Release();
    }

    private static int Milliseconds(ReadOnlySpan<byte> request)
    {
        var start = request.IndexOf("/work/"u8) + Path.Length;
        return Utf8Parser.TryParse(request[start..], out int milliseconds, out _) ? milliseconds : 0;
    }
}
