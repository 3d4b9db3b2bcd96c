using System.Runtime.CompilerServices;
using System.Text;

namespace Paas.Parsing;

internal static class HttpHeaderNames
{
    // Lengths of the known names that have a dash.
    private const int MinLookalike = 10;
    private const int MaxLookalike = 19;

    /// <summary>Names a field. The length decides between at most three candidates.</summary>
    public static HttpHeaderKind Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 when Is(name, "TE"u8) => HttpHeaderKind.TE,
        3 when Is(name, "Via"u8) => HttpHeaderKind.Via,
        4 when Is(name, "Host"u8) => HttpHeaderKind.Host,
        6 when Is(name, "Expect"u8) => HttpHeaderKind.Expect,
        6 when Is(name, "Cookie"u8) => HttpHeaderKind.Cookie,
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
        >= MinLookalike and <= MaxLookalike when name.Contains((byte)'_') => FindLookalike(name),
        _ => HttpHeaderKind.Other,
    };

    // CGI, WSGI and Rack spell both "Content-Length" and "Content_Length" CONTENT_LENGTH.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static HttpHeaderKind FindLookalike(ReadOnlySpan<byte> name)
    {
        Span<byte> dashed = stackalloc byte[MaxLookalike];
        dashed = dashed[..name.Length];
        name.Replace(dashed, (byte)'_', (byte)'-');
        return Find(dashed) == HttpHeaderKind.Other ? HttpHeaderKind.Other : HttpHeaderKind.Lookalike;
    }

    private static HttpHeaderKind OfTen(ReadOnlySpan<byte> name)
    {
        if (Is(name, "Connection"u8))
            return HttpHeaderKind.Connection;
        if (Is(name, "Keep-Alive"u8))
            return HttpHeaderKind.KeepAlive;
        if (Is(name, "Set-Cookie"u8))
            return HttpHeaderKind.SetCookie;
        return name.Contains((byte)'_') ? FindLookalike(name) : HttpHeaderKind.Other;
    }

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> expected) => Ascii.EqualsIgnoreCase(name, expected);
}
