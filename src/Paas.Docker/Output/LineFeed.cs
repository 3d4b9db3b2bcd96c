using Paas.Dynos.Local;

namespace Paas.Docker.Output;

/// <summary>Makes lines of one stream of a dyno.</summary>
internal sealed class LineFeed(OutputQueue queue, SeenOutput? seen)
{
    private readonly LineSplitter _lines = new();

    public async ValueTask AddAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        while (!data.IsEmpty)
        {
            var free = _lines.Free;
            var count = Math.Min(free.Length, data.Length);
            data[..count].CopyTo(free);
            _lines.Add(count);
            data = data[count..];
            while (_lines.TryTake(out var line))
                await WriteAsync(line, cancellationToken);
        }
    }

    /// <summary>Writes a last line without line end.</summary>
    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        while (_lines.TryTakeRest(out var line))
            await WriteAsync(line, cancellationToken);
    }

    private ValueTask WriteAsync(string line, CancellationToken cancellationToken)
    {
        seen?.Add(line);
        return queue.WriteAsync(line, cancellationToken);
    }
}
