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
    private readonly LineFeed _output = new(queue, seen);
    private readonly LineFeed _errors = new(queue, seen);
    private volatile TaskCompletionSource? _held;

    /// <summary>Stops reading, or goes on.</summary>
    public void Hold(bool held)
    {
        if (held)
            _held ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        else
            Interlocked.Exchange(ref _held, null)?.TrySetResult();
    }

    /// <summary>Reads until the end of the stream.</summary>
    public async Task ReadAsync(MultiplexedStream stream)
    {
        while (true)
        {
            if (_held is { } held)
                await held.Task.WaitAsync(shutdown);
            var result = await stream.ReadOutputAsync(_buffer, 0, _buffer.Length, shutdown);
            if (result.EOF)
                return;
            var data = _buffer.AsMemory(0, result.Count);
            if (spec.Attachment is not null)
                await queue.WriteAsync(data.ToArray(), shutdown);
            else
                await (result.Target == MultiplexedStream.TargetStream.StandardError ? _errors : _output).AddAsync(data, shutdown);
            seen?.Save();
        }
    }

    /// <summary>Adds what the daemon had kept.</summary>
    public ValueTask AddKeptAsync(string line)
    {
        seen?.Add(line);
        return queue.WriteAsync(line, shutdown);
    }

    /// <summary>Nothing more comes.</summary>
    public async ValueTask EndAsync()
    {
        await _output.EndAsync(shutdown);
        await _errors.EndAsync(shutdown);
        queue.Flush();
    }
}
