using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Paas.Telemetry;

namespace Paas.Stalls;

/// <summary>Sends requests on one connection, on a thread of its own, and times them without allocating.</summary>
internal sealed class LoadClient
{
    private static readonly byte[] Request = "GET / HTTP/1.1\r\nHost: app.localhost\r\nAccept: */*\r\n\r\n"u8.ToArray();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LatencyRecorder _latencies = new();

    public LoadClient(IPEndPoint router, CancellationToken done) => new Thread(() => Run(router, done)) { IsBackground = true }.Start();

    public Task Ended => _ended.Task;

    public int Failed { get; private set; }

    public LatencySnapshot Latencies
    {
        get
        {
            var counts = new long[LatencyBuckets.Count];
            _latencies.AddTo(counts);
            return LatencySnapshot.Of(counts);
        }
    }

    private void Run(IPEndPoint router, CancellationToken done)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(router);
            var buffer = new byte[4096];
            while (!done.IsCancellationRequested)
            {
                var start = Stopwatch.GetTimestamp();
                socket.Send(Request);
                var length = 0;
                do
                {
                    var count = socket.Receive(buffer.AsSpan(length));
                    if (count == 0)
                        throw new SocketException((int)SocketError.ConnectionReset);
                    length += count;
                }
                while (!buffer.AsSpan(0, length).EndsWith(AnsweringDyno.Body));
                _latencies.Record((long)Stopwatch.GetElapsedTime(start).TotalMicroseconds);
                if (!buffer.AsSpan(0, length).StartsWith("HTTP/1.1 200 "u8))
                    Failed++;
            }
        }
        catch (SocketException)
        {
            Failed++;
        }
        finally
        {
            _ended.SetResult();
        }
    }
}
