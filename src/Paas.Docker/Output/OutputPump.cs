using Docker.DotNet;
using Paas.Dynos.Local;

namespace Paas.Docker.Output;

/// <summary>
/// Brings what a dyno writes from the daemon to the events: lines, or bytes where somebody is at it. A full queue stops the
/// reading, then the daemon's, then the dyno's writing.
/// </summary>
internal sealed class OutputPump(DynoSpec spec, OutputQueue queue, SeenOutput? seen, CancellationToken shutdown)
{
    private const int BufferSize = 64 * 1024;

    private readonly byte[] _buffer = new byte[BufferSize];
    private LineFeed _output = new(queue, seen);
    private LineFeed _errors = new(queue, seen);
    private volatile TaskCompletionSource? _held;

    /// <summary>Stops reading, or goes on.</summary>
    public void Hold(bool held)
    {
        if (held)
            _held ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        else
            Interlocked.Exchange(ref _held, null)?.TrySetResult();
    }

    /// <summary>Begins to read from a stream; the result is for <see cref="ReadAsync"/>.</summary>
    public Task<MultiplexedStream.ReadResult> BeginAsync(MultiplexedStream stream) => stream.ReadOutputAsync(_buffer, 0, _buffer.Length, shutdown);

    /// <summary>The bytes that a completed <see cref="BeginAsync"/> read.</summary>
    public ReadOnlyMemory<byte> First(MultiplexedStream.ReadResult result) => _buffer.AsMemory(0, result.Count);

    /// <summary>Reads until the end of the stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="first">A read that was begun; null when none was.</param>
    /// <returns>Whether anything came.</returns>
    public async Task<bool> ReadAsync(MultiplexedStream stream, Task<MultiplexedStream.ReadResult>? first)
    {
        var any = false;
        while (true)
        {
            if (_held is { } held)
                await held.Task.WaitAsync(shutdown);
            var result = await (first ?? BeginAsync(stream));
            first = null;
            if (result.EOF)
                return any;
            any = true;
            var data = _buffer.AsMemory(0, result.Count);
            if (spec.Attachment is not null)
                await queue.WriteAsync(data.ToArray(), shutdown);
            else
                await (result.Target == MultiplexedStream.TargetStream.StandardError ? _errors : _output).AddAsync(data, shutdown);
            seen?.Save();
        }
    }

    /// <summary>Adds what the daemon had kept.</summary>
    public async ValueTask AddKeptAsync(ReadOnlyMemory<byte> data)
    {
        await _output.AddAsync(data, shutdown);
        seen?.Save();
    }

    /// <summary>Forgets the beginning of a line, which is read once more.</summary>
    public void Restart() => (_output, _errors) = (new LineFeed(queue, seen), new LineFeed(queue, seen));

    /// <summary>Nothing more comes.</summary>
    public async ValueTask EndAsync()
    {
        await _output.EndAsync(shutdown);
        await _errors.EndAsync(shutdown);
        queue.Flush();
    }
}
