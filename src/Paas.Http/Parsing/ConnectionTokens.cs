namespace Paas.Parsing;

/// <summary>What the <c>Connection</c> fields of a head say.</summary>
internal struct ConnectionTokens
{
    private const int MaxLength = 1024;
    public bool Close;
    public bool KeepAlive;
    public bool Upgrade;
    public bool Nominated;
    private int _length;

    /// <summary>False when the fields are longer together than any honest peer's: each name of the head is looked up in them.</summary>
    public bool Read(ReadOnlySpan<byte> value)
    {
        if ((_length += value.Length) > MaxLength)
            return false;
        while (HttpTokens.TryTake(ref value, out var token))
        {
            if (HttpTokens.Is(token, "close"u8))
                Close = true;
            else if (HttpTokens.Is(token, "keep-alive"u8))
                KeepAlive = true;
            else if (HttpTokens.Is(token, "upgrade"u8))
                Upgrade = true;
            else
                Nominated = true;
        }
        return true;
    }

    /// <summary>RFC 9112 §9.3: close wins; HTTP/1.1 persists unless told otherwise.</summary>
    public readonly bool Persists(bool isHttp11) => !Close && (isHttp11 || KeepAlive);
}
