using System.IO.Pipelines;

namespace Paas.Api.Tests.Rendezvous;

/// <summary>Two ends of a pair of pipes: a client's, or a dyno's.</summary>
internal sealed class FakeConnection : IDynoConnection
{
    private readonly Pipe _in = new();
    private readonly Pipe _out = new();

    public PipeReader Input => _in.Reader;

    public PipeWriter Output => _out.Writer;

    /// <summary>Writes what <see cref="Input"/> reads.</summary>
    public PipeWriter Sends => _in.Writer;

    /// <summary>Reads what was written to <see cref="Output"/>.</summary>
    public PipeReader Gets => _out.Reader;

    public ValueTask ResizeAsync(TerminalSize size, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask SignalAsync(int number, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>What came, until the writer has completed.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        await Gets.CopyToAsync(all, TestContext.Current.CancellationToken);
        return all.ToArray();
    }

    public async Task<byte[]> ReadAsync(int count)
    {
        var read = await Gets.ReadAtLeastAsync(count, TestContext.Current.CancellationToken);
        var slice = read.Buffer.Slice(0, count);
        var data = System.Buffers.BuffersExtensions.ToArray(slice);
        Gets.AdvanceTo(slice.End);
        return data;
    }
}
