using System.Net.Security;

namespace Paas;

/// <summary>Settings of the router's TLS listeners (<see cref="RouterOptions.ListenTls(int)"/>).</summary>
public sealed class RouterTlsOptions
{
    /// <summary>The certificates; also reached at run time by <see cref="HttpRouter.Certificates"/>.</summary>
    public RouterCertificates Certificates { get; set; } = new();

    /// <summary>Refuses clients below TLS 1.3. Default false: TLS 1.2 is the least.</summary>
    public bool RequireTls13 { get; set; }

    /// <summary>How long a client may take to its last byte of the handshake. Default 10 s.</summary>
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Most handshakes under way; above it new connections are closed at once. Default 10,000.</summary>
    public int MaxHandshakes { get; set; } = 10_000;

    /// <summary>
    /// The port by which clients reach the TLS listeners, when something in front maps it: for redirects to HTTPS and for
    /// <c>X-Forwarded-Port</c>. Null, the default, for the port that is listened on.
    /// </summary>
    public int? PublicPort { get; set; }

    /// <summary>
    /// Serves hosts that the connection's certificate is not for, instead of H31 and H32. For clients that do not check
    /// certificates: a proxy in front that encrypts again, a test. Default false.
    /// </summary>
    public bool AllowCertificateMismatch { get; set; }

    /// <summary>
    /// The cipher suites on offer, where the platform lets them be chosen (not on Windows). Null, the default, for those of
    /// .NET: ECDHE with AES-GCM or ChaCha20 first. Any choice costs dearly: .NET then resumes no session and prepares the
    /// certificate anew in each handshake; the system's OpenSSL configuration can restrict them for free.
    /// </summary>
    public CipherSuitesPolicy? CipherSuites { get; set; }

    internal IEnumerable<string> Validate()
    {
        if (HandshakeTimeout <= TimeSpan.Zero || HandshakeTimeout > TimeSpan.FromDays(1))
            yield return $"{nameof(HandshakeTimeout)} is {HandshakeTimeout}; it must be above zero and at most a day.";
        if (MaxHandshakes < 1)
            yield return $"{nameof(MaxHandshakes)} is {MaxHandshakes}; it must be at least 1.";
        if (PublicPort is < 1 or > 65535)
            yield return $"{nameof(PublicPort)} is {PublicPort}; it must be between 1 and 65535.";
    }
}
