using System.IO.Pipes;

namespace Paas.Dynos.Local;

/// <summary>Output through a pipe or FIFO. .NET waits for it by its own event loop, without a thread.</summary>
internal sealed class PipeSource(PipeStream pipe) : OutputSource
{
    public override bool HasMore => IsReadable((int)pipe.SafePipeHandle.DangerousGetHandle());

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) => pipe.ReadAsync(buffer, cancellationToken);

    protected override void Dispose(bool disposing) => pipe.Dispose();
}
