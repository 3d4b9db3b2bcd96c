namespace Paas.Dynos.Local;

/// <summary>Reads output as the bytes that it is.</summary>
internal sealed class DataReader(OutputSource source, OutputQueue queue, CancellationToken shutdown) : OutputReader(source)
{
    // As much as a read of a pipe or a terminal gives at most in practice, and little enough to be held.
    private readonly byte[] _buffer = new byte[16 * 1024];

    protected override Memory<byte> Free => _buffer;

    protected override ValueTask TakeAsync(int count) => queue.WriteAsync(_buffer.AsSpan(0, count).ToArray(), shutdown);

    protected override ValueTask EndAsync()
    {
        queue.Flush();
        return default;
    }
}
