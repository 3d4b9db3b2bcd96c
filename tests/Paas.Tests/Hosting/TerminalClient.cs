using System.IO.Pipelines;
using System.Text;

namespace Paas.Hosting;

/// <summary>A person at a one-off dyno: types, and looks for what appears.</summary>
internal sealed class TerminalClient(IDynoConnection connection) : IAsyncDisposable
{
    private readonly StringBuilder _screen = new();
    private int _seen;

    public IDynoConnection Connection { get; } = connection;

    public async Task TypeAsync(string keys) =>
        await Connection.Output.WriteAsync(Encoding.UTF8.GetBytes(keys), TestContext.Current.CancellationToken);

    /// <summary>Waits until the text appears after what was seen before.</summary>
    public async Task SeesAsync(string text)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Eventually.Bound);
        while (true)
        {
            var at = _screen.ToString().IndexOf(text, _seen, StringComparison.Ordinal);
            if (at >= 0)
            {
                _seen = at + text.Length;
                return;
            }

            ReadResult read;
            try
            {
                read = await Connection.Input.ReadAsync(bound.Token);
            }
            catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"'{text}' did not appear:\n{_screen}");
            }

            foreach (var segment in read.Buffer)
                _screen.Append(Encoding.UTF8.GetString(segment.Span));
            Connection.Input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted && !_screen.ToString().AsSpan(_seen).Contains(text, StringComparison.Ordinal))
                throw new InvalidOperationException($"The dyno ended before '{text}' appeared:\n{_screen}");
        }
    }

    /// <summary>All that comes until the end.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        await Connection.Input.CopyToAsync(all, TestContext.Current.CancellationToken).WaitAsync(Eventually.Bound);
        return all.ToArray();
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
