using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Paas.Harness;

/// <summary>A client's or a dyno's end of a connection, read and written as HTTP text. Plain on purpose: it shares no code with the router.</summary>
internal abstract class Wire : IDisposable
{
    private readonly List<byte> _buffer = [];

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task SendAsync(string text) => await SendAsync(Encoding.Latin1.GetBytes(text));

    public abstract Task SendAsync(byte[] bytes);

    /// <summary>Sends nothing more; reading goes on.</summary>
    public abstract void EndOutput();

    /// <summary>Breaks the connection off.</summary>
    public abstract void Reset();

    /// <summary>Reads a message: start line, headers, body as framed. Null at the end of the stream.</summary>
    public async Task<Message?> ReadAsync(bool noBody = false)
    {
        var head = await ReadUntilAsync("\r\n\r\n");
        if (head is null)
            return null;
        var lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var message = new Message(lines[0], [.. lines[1..].Select(line => (line[..line.IndexOf(':')], line[(line.IndexOf(':') + 1)..].Trim()))], "");
        var isResponse = lines[0].StartsWith("HTTP/", StringComparison.Ordinal);
        if (noBody || (isResponse && message.Status is < 200 or 204 or 304))
            return message;
        if (message["Transfer-Encoding"] == "chunked")
            return message with { Body = await ReadChunksAsync() };
        if (message["Content-Length"] is { } length)
            return message with { Body = await ReadExactlyAsync(int.Parse(length, CultureInfo.InvariantCulture)) };
        return isResponse ? message with { Body = await ReadToEndAsync() } : message;
    }

    public async Task<string> ReadExactlyAsync(int count)
    {
        while (_buffer.Count < count)
        {
            if (!await FillAsync())
                throw new EndOfStreamException($"The peer closed after {_buffer.Count} of {count} bytes: {Take(_buffer.Count)}");
        }
        return Take(count);
    }

    /// <summary>Reads bytes without looking at them.</summary>
    public async Task SkipAsync(int count)
    {
        while (_buffer.Count < count && await FillAsync())
        {
        }
        _buffer.RemoveRange(0, count);
    }

    public async Task<string> ReadToEndAsync()
    {
        while (await FillAsync())
        {
        }
        return Take(_buffer.Count);
    }

    /// <summary>True when the peer closes without another byte.</summary>
    public async Task<bool> IsClosedAsync()
    {
        try
        {
            return _buffer.Count == 0 && !await FillAsync();
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return true;
        }
    }

    public async Task<string?> ReadUntilAsync(string mark)
    {
        while (true)
        {
            var text = Encoding.Latin1.GetString([.. _buffer]);
            var at = text.IndexOf(mark, StringComparison.Ordinal);
            if (at >= 0)
                return Take(at + mark.Length);
            if (!await FillAsync())
                return null;
        }
    }

    public abstract void Dispose();

    /// <summary>Reads some bytes; 0 at the end.</summary>
    protected abstract ValueTask<int> ReceiveAsync(Memory<byte> memory);

    private async Task<string> ReadChunksAsync()
    {
        var body = new StringBuilder();
        while (true)
        {
            var line = await ReadUntilAsync("\r\n") ?? throw new EndOfStreamException("The chunks did not end.");
            var size = int.Parse(line.Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size == 0)
            {
                while (await ReadUntilAsync("\r\n") is { Length: > 2 } trailer)
                    body.Append('[').Append(trailer.Trim()).Append(']');
                return body.ToString();
            }
            body.Append(await ReadExactlyAsync(size));
            await ReadExactlyAsync(2);
        }
    }

    private async Task<bool> FillAsync()
    {
        var bytes = new byte[16384];
        var count = await ReceiveAsync(bytes).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token);
        _buffer.AddRange(bytes.AsSpan(0, count));
        return count > 0;
    }

    private string Take(int count)
    {
        var text = Encoding.Latin1.GetString([.. _buffer[..count]]);
        _buffer.RemoveRange(0, count);
        return text;
    }
}
