namespace Paas.Dynos.Local;

/// <summary>Where the output of a dyno is read.</summary>
internal abstract class OutputSource : IDisposable
{
    /// <summary>Whether there are bytes to be read at this moment, without a wait.</summary>
    public abstract bool HasMore { get; }

    /// <summary>Reads some bytes as soon as there are any; 0 when nobody can write any more.</summary>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);

    protected static unsafe bool IsReadable(int descriptor)
    {
        var entry = new Libc.PollEntry { Descriptor = descriptor, Events = Libc.PollIn };
        return Libc.Poll(&entry, 1, 0) > 0 && (entry.Returned & Libc.PollIn) != 0;
    }
}
