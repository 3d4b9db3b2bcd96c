using System.Buffers;
using System.IO.Pipelines;

namespace Paas.Harness;

/// <summary>The client's end of a connection made of two pipes; the router gets the other.</summary>
internal sealed class PipeWire : Wire, IDuplexPipe
{
    private readonly Pipe _toRouter = new(new PipeOptions(useSynchronizationContext: false));
    private readonly Pipe _fromRouter = new(new PipeOptions(useSynchronizationContext: false));

    public PipeReader Input => _toRouter.Reader;

    public PipeWriter Output => _fromRouter.Writer;

    /// <summary>The router's work on this connection.</summary>
    public Task Served { get; set; } = Task.CompletedTask;

    public Task EndAsync() => Served.WaitAsync(TimeSpan.FromSeconds(30), Token);

    public override async Task SendAsync(byte[] bytes)
    {
        if ((await _toRouter.Writer.WriteAsync(bytes, Token)).IsCompleted)
            throw new EndOfStreamException("The router has closed.");
    }

    public override void EndOutput() => _toRouter.Writer.Complete();

    public override void Reset()
    {
        var error = new IOException("The client is gone.");
        _toRouter.Writer.Complete(error);
        _fromRouter.Reader.Complete(error);
    }

    public override void Dispose()
    {
        _toRouter.Writer.Complete();
        _fromRouter.Reader.Complete();
    }

    protected override async ValueTask<int> ReceiveAsync(Memory<byte> memory)
    {
        var read = await _fromRouter.Reader.ReadAsync(Token);
        var part = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, memory.Length));
        var count = (int)part.Length;
        part.CopyTo(memory.Span);
        _fromRouter.Reader.AdvanceTo(part.End);
        return count;
    }
}
