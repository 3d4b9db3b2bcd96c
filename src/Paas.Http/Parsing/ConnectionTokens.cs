namespace Paas.Parsing;

/// <summary>What the <c>Connection</c> fields of a head say.</summary>
internal struct ConnectionTokens
{
    public bool Close;
    public bool KeepAlive;
    public bool Upgrade;
    public bool Nominated;

    public void Read(ReadOnlySpan<byte> value)
    {
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
    }

    /// <summary>RFC 9112 §9.3: close wins; HTTP/1.1 persists unless told otherwise.</summary>
    public readonly bool Persists(bool isHttp11) => !Close && (isHttp11 || KeepAlive);
}
