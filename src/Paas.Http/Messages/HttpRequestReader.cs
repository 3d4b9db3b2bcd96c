using System.Text;
using Paas.Parsing;

namespace Paas;

/// <summary>Reads the meaning of a request head. What could be read in two ways is refused, never guessed (RFC 9112 §11.2).</summary>
public static class HttpRequestReader
{
    /// <summary>Fills <paramref name="facts"/>, as far as it came, and returns what is wrong with the request.</summary>
    /// <param name="head">The parsed head.</param>
    /// <param name="bytes">The bytes it was parsed from.</param>
    /// <param name="limits">Tells whether a length beside chunked is let through.</param>
    /// <param name="facts">The meaning; <c>Host</c> and <c>Path</c> are set wherever they are valid, also when something else is not.</param>
    public static HttpError Read(HttpRequestHead head, ReadOnlySpan<byte> bytes, HttpLimits limits, out HttpRequestFacts facts)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(limits);
        facts = default;
        facts.PathStart = head.TargetStart;
        facts.PathLength = head.TargetLength;
        ReadMethod(head.Method(bytes), ref facts);

        var error = HttpError.None;
        var connection = new ConnectionTokens();
        var lengths = new ContentLengths();
        var hosts = 0;
        var upgrades = 0;
        var usableUpgrade = true;
        var chunked = false;
        foreach (ref readonly var header in head.Headers)
        {
            var value = header.Value(bytes);
            switch (header.Kind)
            {
                case HttpHeaderKind.Host:
                    hosts++;
                    facts.HostStart = header.ValueStart;
                    facts.HostLength = header.ValueLength;
                    break;
                case HttpHeaderKind.Connection when !connection.Read(value):
                    error = HttpError.BadHeader;
                    break;
                case HttpHeaderKind.ContentLength when !lengths.Read(value):
                    error = HttpError.BadContentLength;
                    break;
                case HttpHeaderKind.TransferEncoding:
                    // A second field or a list would name two codings.
                    if (chunked || !head.IsHttp11 || !HttpTokens.Is(value, "chunked"u8))
                        error = HttpError.BadTransferEncoding;
                    chunked = true;
                    break;
                case HttpHeaderKind.Upgrade when upgrades >= 0:
                    upgrades = ReadUpgrade(value, upgrades, ref usableUpgrade);
                    break;
                case HttpHeaderKind.Expect when HttpTokens.Is(value, "100-continue"u8):
                    // RFC 9110 §10.1.1: a 1.0 client cannot mean it.
                    facts.ExpectContinue = head.IsHttp11;
                    break;
                case HttpHeaderKind.Expect when !value.IsEmpty && error == HttpError.None:
                    error = ExpectRules.IsValid(value) ? HttpError.UnsupportedExpectation : HttpError.BadHeader;
                    break;
            }
        }

        if (hosts != 1 || !HostRules.IsValid(facts.Host(bytes)))
        {
            facts.HostLength = 0;
            return HttpError.BadHost;
        }
        var target = ReadTarget(head, bytes, ref facts);
        if (target != HttpError.None)
            return target;
        if (error != HttpError.None)
            return error;
        if (head.Method(bytes).SequenceEqual("CONNECT"u8))
            return HttpError.UnsupportedMethod;
        if (chunked && lengths.IsPresent && !limits.AllowContentLengthWithChunked)
            return HttpError.BadContentLength;
        if (connection.Upgrade && upgrades <= 0)
            return HttpError.BadUpgrade;

        facts.Body = chunked ? HttpBodyKind.Chunked : lengths.Value > 0 ? HttpBodyKind.Length : HttpBodyKind.None;
        facts.ContentLength = chunked ? -1 : lengths.Value;
        // RFC 9112 §6.3: a connection that carried both framings is not used again.
        facts.KeepAlive = connection.Persists(head.IsHttp11) && !(chunked && lengths.IsPresent);
        facts.Upgrade = connection.Upgrade && usableUpgrade && head.IsHttp11;
        facts.HasNominated = connection.Nominated;
        return HttpError.None;
    }

    private static void ReadMethod(ReadOnlySpan<byte> method, ref HttpRequestFacts facts)
    {
        facts.IsHead = method.SequenceEqual("HEAD"u8);
        facts.IsIdempotent = facts.IsHead || method.SequenceEqual("GET"u8) || method.SequenceEqual("OPTIONS"u8)
            || method.SequenceEqual("PUT"u8) || method.SequenceEqual("DELETE"u8) || method.SequenceEqual("TRACE"u8);
    }

    /// <summary>Counts the protocols, -1 when one is malformed; h2c would hide requests from the router and is not passed on.</summary>
    private static int ReadUpgrade(ReadOnlySpan<byte> value, int count, ref bool usable)
    {
        while (HttpTokens.TryTake(ref value, out var protocol))
        {
            var slash = protocol.IndexOf((byte)'/');
            var name = slash < 0 ? protocol : protocol[..slash];
            if (!HttpRules.IsToken(name) || (slash >= 0 && !HttpRules.IsToken(protocol[(slash + 1)..])))
                return -1;
            if (HttpTokens.Is(name, "h2c"u8))
                usable = false;
            count++;
        }
        return count;
    }

    private static HttpError ReadTarget(HttpRequestHead head, ReadOnlySpan<byte> bytes, ref HttpRequestFacts facts)
    {
        var target = head.Target(bytes);
        if (target[0] == '/')
            return HttpError.None;
        if (target.Length == 1 && target[0] == '*')
            return head.Method(bytes).SequenceEqual("OPTIONS"u8) ? HttpError.None : HttpError.BadTarget;
        if (head.Method(bytes).SequenceEqual("CONNECT"u8))
            return HttpError.UnsupportedMethod;

        var scheme = target.IndexOf("://"u8);
        if (scheme < 0 || !(HttpTokens.Is(target[..scheme], "http"u8) || HttpTokens.Is(target[..scheme], "https"u8)))
            return HttpError.BadTarget;
        var authority = target[(scheme + 3)..];
        var length = authority.IndexOfAny((byte)'/', (byte)'?');
        if (length < 0)
            length = authority.Length;
        if (!Ascii.EqualsIgnoreCase(authority[..length], facts.Host(bytes)))
            return HttpError.BadHost;
        // "http://host?x" has no path to forward.
        if (length < authority.Length && authority[length] == '?')
            return HttpError.BadTarget;
        facts.PathStart = head.TargetStart + scheme + 3 + length;
        facts.PathLength = authority.Length - length;
        return HttpError.None;
    }
}
