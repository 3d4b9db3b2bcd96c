using System.Text;
using Paas.Forwarding;

namespace Paas.Tls;

/// <summary>Sends clients that came over plain HTTP to the same place over HTTPS.</summary>
internal static class HttpsRedirect
{
    private const int DefaultPort = 443;

    /// <summary>The client came over TLS, to us or to a proxy before us that is believed.</summary>
    public static bool IsSecure(HttpRequestHead head, ReadOnlySpan<byte> bytes, ClientFacts client, RouterOptions options)
    {
        if (client.IsTls || !options.TrustForwardedProto)
            return client.IsTls;
        foreach (ref readonly var header in head.Headers)
        {
            if (header.Kind == HttpHeaderKind.XForwardedProto)
                return Ascii.EqualsIgnoreCase(header.Value(bytes), "https"u8);
        }
        return false;
    }

    /// <summary>Writes the answer; 308 keeps method and body where 301 may not (RFC 9110 §15.4.2, §15.4.9).</summary>
    /// <returns>Its status.</returns>
    public static int Write(
        ByteBuffer output, HttpRequestHead head, ReadOnlySpan<byte> bytes, in HttpRequestFacts facts, string host, int port, bool keepAlive)
    {
        var isRead = facts.IsHead || head.Method(bytes).SequenceEqual("GET"u8);
        output.Write(isRead ? "HTTP/1.1 301 Moved Permanently\r\n"u8 : "HTTP/1.1 308 Permanent Redirect\r\n"u8);
        output.Write(keepAlive ? "Connection: keep-alive\r\n"u8 : "Connection: close\r\n"u8);
        output.Write("Via: 1.1 heroku-router\r\nContent-Length: 0\r\nLocation: https://"u8);
        output.Advance(Encoding.ASCII.GetBytes(host, output.GetSpan(host.Length)));
        if (port != DefaultPort)
        {
            output.Write(":"u8);
            output.WriteNumber(port);
        }
        var path = facts.Path(bytes);
        // Empty, or only a query behind the authority of an absolute form; OPTIONS * means the server as a whole.
        if (path.IsEmpty || path[0] != (byte)'/')
            output.Write("/"u8);
        if (!path.SequenceEqual("*"u8))
            output.Write(path);
        output.Write("\r\n\r\n"u8);
        return isRead ? 301 : 308;
    }
}
