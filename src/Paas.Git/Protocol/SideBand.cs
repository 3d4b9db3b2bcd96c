using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Paas.Git.Protocol;

/// <summary>
/// The answer to a client while it waits: data on band 1, text for people on band 2, a fatal error on band 3, and an
/// empty packet after every silence. Clients without side-band get the data alone.
/// Source: gitprotocol-pack, "Packfile Data".
/// </summary>
internal sealed class SideBand : IAsyncDisposable
{
    private const int MaxChunk = PktLine.MaxPayload - 1;

    private readonly PipeWriter _output;
    private readonly bool _enabled;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly CancellationToken _aborted;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _keepAlive;
    private long _lastWrite;

    public SideBand(PipeWriter output, bool enabled, TimeSpan interval, TimeProvider time, CancellationToken aborted)
    {
        (_output, _enabled, _interval, _time, _aborted) = (output, enabled, interval, time, aborted);
        _lastWrite = time.GetTimestamp();
        _keepAlive = enabled ? KeepAliveAsync() : Task.CompletedTask;
    }

    public ValueTask DataAsync(ReadOnlyMemory<byte> data) => WriteAsync(1, data);

    /// <summary>Text without a line feed: the next text continues the line.</summary>
    public ValueTask TextAsync(string text) => _enabled ? WriteAsync(2, Encoding.UTF8.GetBytes(text)) : ValueTask.CompletedTask;

    public ValueTask LineAsync(string line) => TextAsync(line + "\n");

    public ValueTask ErrorAsync(string message) => _enabled ? WriteAsync(3, Encoding.UTF8.GetBytes(message + "\n")) : ValueTask.CompletedTask;

    /// <summary>Ends the answer.</summary>
    public async ValueTask CompleteAsync()
    {
        await DisposeAsync();
        if (_enabled)
            PktLine.WriteFlush(_output);
        await FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _keepAlive;
    }

    private async ValueTask WriteAsync(byte band, ReadOnlyMemory<byte> data)
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            for (var rest = data; !rest.IsEmpty;)
            {
                var chunk = rest[..Math.Min(rest.Length, MaxChunk)];
                if (_enabled)
                    PktLine.WriteBand(_output, band, chunk.Span);
                else
                    _output.Write(chunk.Span);
                rest = rest[chunk.Length..];
            }

            await FlushAsync();
            _lastWrite = _time.GetTimestamp();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task KeepAliveAsync()
    {
        using var timer = new PeriodicTimer(_interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token))
            {
                if (_time.GetElapsedTime(Volatile.Read(ref _lastWrite)) < _interval)
                    continue;
                await _turn.WaitAsync(_ended.Token);
                try
                {
                    PktLine.WriteBand(_output, 2, []);
                    await FlushAsync();
                }
                finally
                {
                    _turn.Release();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The answer is complete.
        }
    }

    /// <summary>A client that went away is noticed through the aborted request, not here.</summary>
    private async ValueTask FlushAsync()
    {
        if (_aborted.IsCancellationRequested)
            return;
        try
        {
            await _output.FlushAsync(_aborted);
        }
        catch (OperationCanceledException)
        {
            // See above.
        }
        catch (IOException)
        {
            // See above.
        }
    }
}
