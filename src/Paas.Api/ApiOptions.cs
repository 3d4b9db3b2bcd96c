namespace Paas;

/// <summary>Settings of the Platform API; the defaults are Heroku's.</summary>
public sealed class ApiOptions
{
    /// <summary>Port of plain HTTP on loopback; null while <see cref="Listen"/> was not called.</summary>
    public int? Port { get; private set; }

    /// <summary>Port of TLS on loopback; null while <see cref="Listen"/> was not called.</summary>
    public int? TlsPort { get; private set; }

    /// <summary>
    /// Where git is spoken, shown as <c>git_url</c> of an app, such as <c>https://localhost:5001/</c>. Default null: the host's first
    /// TLS address, or the address of the request where there is none.
    /// </summary>
    public Uri? GitUrl { get; set; }

    /// <summary>Requests that one user may make an hour; refilled evenly. Default 4,500.</summary>
    public int RequestsPerHour { get; set; } = 4_500;

    /// <summary>Largest JSON body in bytes. Default 1 MB.</summary>
    public long MaxBodySize { get; set; } = 1024 * 1024;

    /// <summary>Largest archive of source that may be uploaded, in bytes as sent. Default 1 GB.</summary>
    public long MaxSourceSize { get; set; } = 1024L * 1024 * 1024;

    /// <summary>
    /// Whether builds may name sources on this machine and in private networks, by addresses such as <c>http://10.0.0.5/app.tgz</c>.
    /// Default false: whoever may deploy could make the host send requests to whatever is there. Archives that were uploaded to
    /// the platform itself are not meant.
    /// </summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>
    /// Lets the host listen on loopback, as the <c>heroku</c> client of this machine needs it: plain HTTP for the API, and TLS with
    /// a certificate of its own for git, the API and <c>heroku run</c>. The certificate, and the file <c>heroku.env</c> with what
    /// the client must know, are made in the data directory. Other addresses of the host's server are then its own
    /// <c>Listen</c> calls; <c>UseUrls</c> no longer counts.
    /// </summary>
    /// <param name="port">Port of plain HTTP; 0 for any free one.</param>
    /// <param name="tlsPort">Port of TLS; 0 for any free one, null for the port after <paramref name="port"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">No port.</exception>
    public void Listen(int port, int? tlsPort = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, MaxPort);
        var tls = tlsPort ?? (port == 0 ? 0 : port + 1);
        ArgumentOutOfRangeException.ThrowIfNegative(tls, nameof(tlsPort));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tls, MaxPort, nameof(tlsPort));
        (Port, TlsPort) = (port, tls);
    }

    private const int MaxPort = 65_535;
}
