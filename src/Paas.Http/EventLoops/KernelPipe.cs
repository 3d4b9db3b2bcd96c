namespace Paas.EventLoops;

/// <summary>A pipe(7) that bytes pass through from one socket to another without coming up to us (splice(2)).</summary>
internal sealed class KernelPipe : IDisposable
{
    private KernelPipe(int source, int sink) => (Source, Sink) = (source, sink);

    /// <summary>The end that is read.</summary>
    public int Source { get; }

    /// <summary>The end that is written.</summary>
    public int Sink { get; }

    /// <summary>Bytes in it.</summary>
    public int Length { get; set; }

    /// <summary>Null when the system gives no more.</summary>
    public static KernelPipe? TryOpen() => Linux.CreatePipe(out var source, out var sink) < 0 ? null : new KernelPipe(source, sink);

    public void Dispose()
    {
        Linux.Close(Source);
        Linux.Close(Sink);
    }
}
