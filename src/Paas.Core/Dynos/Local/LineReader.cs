namespace Paas.Dynos.Local;

/// <summary>Reads output as lines.</summary>
internal sealed class LineReader(OutputSource source, OutputQueue queue, CancellationToken shutdown) : OutputReader(source)
{
    private readonly LineSplitter _lines = new();

    protected override Memory<byte> Free => _lines.Free;

    protected override async ValueTask TakeAsync(int count)
    {
        _lines.Add(count);
        while (_lines.TryTake(out var line))
            await queue.WriteAsync(line, shutdown);
    }

    protected override async ValueTask EndAsync()
    {
        while (_lines.TryTakeRest(out var line))
            await queue.WriteAsync(line, shutdown);
        queue.Flush();
    }
}
