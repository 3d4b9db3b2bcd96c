using System.Text;

namespace Paas.Parsing;

internal static class HttpHeaderNames
{
    /// <summary>Names a field. The length decides between at most three candidates.</summary>
    public static HttpHeaderKind Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 when Is(name, "TE"u8) => HttpHeaderKind.TE,
        3 when Is(name, "Via"u8) => HttpHeaderKind.Via,
        4 when Is(name, "Host"u8) => HttpHeaderKind.Host,
        6 when Is(name, "Expect"u8) => HttpHeaderKind.Expect,
        7 when Is(name, "Upgrade"u8) => HttpHeaderKind.Upgrade,
        10 => OfTen(name),
        12 when Is(name, "X-Request-ID"u8) => HttpHeaderKind.XRequestId,
        14 when Is(name, "Content-Length"u8) => HttpHeaderKind.ContentLength,
        14 when Is(name, "HTTP2-Settings"u8) => HttpHeaderKind.Http2Settings,
        15 when Is(name, "X-Forwarded-For"u8) => HttpHeaderKind.XForwardedFor,
        15 when Is(name, "X-Request-Start"u8) => HttpHeaderKind.XRequestStart,
        16 when Is(name, "X-Forwarded-Port"u8) => HttpHeaderKind.XForwardedPort,
        16 when Is(name, "Proxy-Connection"u8) => HttpHeaderKind.ProxyConnection,
        17 when Is(name, "Transfer-Encoding"u8) => HttpHeaderKind.TransferEncoding,
        17 when Is(name, "X-Forwarded-Proto"u8) => HttpHeaderKind.XForwardedProto,
        19 when Is(name, "Proxy-Authorization"u8) => HttpHeaderKind.ProxyAuthorization,
        _ => HttpHeaderKind.Other,
    };

    private static HttpHeaderKind OfTen(ReadOnlySpan<byte> name)
    {
        if (Is(name, "Connection"u8))
            return HttpHeaderKind.Connection;
        if (Is(name, "Keep-Alive"u8))
            return HttpHeaderKind.KeepAlive;
        return Is(name, "Set-Cookie"u8) ? HttpHeaderKind.SetCookie : HttpHeaderKind.Other;
    }

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> expected) => Ascii.EqualsIgnoreCase(name, expected);
}
