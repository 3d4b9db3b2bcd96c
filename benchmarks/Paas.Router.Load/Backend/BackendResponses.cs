using System.Buffers.Text;
using System.Text;

namespace Paas.Load.Backend;

/// <summary>The responses of the backends, made once per size.</summary>
internal static class BackendResponses
{
    private static readonly Dictionary<int, byte[]> Made = [];

    /// <summary>The answer to this request head: N bytes for <c>GET /N</c>, the head itself for <c>GET /head</c>.</summary>
    public static byte[] Get(ReadOnlySpan<byte> head)
    {
        var path = head[(head.IndexOf((byte)'/') + 1)..];
        if (path.StartsWith("head "u8))
            return Make(head.ToArray());
        if (!Utf8Parser.TryParse(path, out int size, out _))
            return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"u8.ToArray();
        if (Made.TryGetValue(size, out var response))
            return response;
        var body = new byte[size];
        Array.Fill(body, (byte)'x');
        return Made[size] = Make(body);
    }

    private static byte[] Make(byte[] body)
    {
        var head = Encoding.ASCII.GetBytes(
            "HTTP/1.1 200 OK\r\nServer: backend\r\nContent-Type: text/plain; charset=utf-8\r\nCache-Control: no-cache\r\n" +
            $"Content-Length: {body.Length}\r\n\r\n");
        return [.. head, .. body];
    }
}
