using System.Threading.Channels;

namespace Paas.Harness;

/// <summary>The lines that the router wrote, in order.</summary>
internal sealed class TestLog : ILogSink
{
    private readonly Channel<LogLine> _lines = Channel.CreateUnbounded<LogLine>();

    public int Count => _lines.Reader.Count;

    public void Write(LogLine line) => _lines.Writer.TryWrite(line);

    public async Task<LogLine> NextLineAsync() =>
        await _lines.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public async Task<string> NextAsync() => (await NextLineAsync()).Message;
}
