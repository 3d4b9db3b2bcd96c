namespace Paas;

/// <summary>Settings of the Platform API; the defaults are Heroku's.</summary>
public sealed class ApiOptions
{
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
}
