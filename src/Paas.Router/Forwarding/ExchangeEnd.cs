namespace Paas.Forwarding;

/// <summary>What becomes of the client's connection after an exchange.</summary>
internal enum ExchangeEnd
{
    /// <summary>The exchange goes on.</summary>
    None,

    /// <summary>The next request may come.</summary>
    KeepAlive,

    /// <summary>Close it, all is sent.</summary>
    Close,

    /// <summary>Close it once the client has seen the answer, though it may still be sending.</summary>
    Linger,

    /// <summary>Close it in a way that shows that the response is incomplete.</summary>
    Reset,
}
