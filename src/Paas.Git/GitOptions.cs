namespace Paas;

/// <summary>Limits and habits of git over HTTP. Every limit protects the host from one pusher.</summary>
public sealed class GitOptions
{
    /// <summary>Largest pack that a push may send, in bytes. Default 1 GB.</summary>
    public long MaxPackSize { get; set; } = 1L << 30;

    /// <summary>Most objects (commits, trees, blobs, tags) in the pack of one push. Default 2,000,000.</summary>
    public int MaxPackObjects { get; set; } = 2_000_000;

    /// <summary>Largest sum of the file sizes of a commit that is built, in bytes. Heroku's limit and default: 1 GB.</summary>
    public long MaxCheckoutSize { get; set; } = 1L << 30;

    /// <summary>Most files and directories of a commit that is built. Default 500,000.</summary>
    public int MaxCheckoutPaths { get; set; } = 500_000;

    /// <summary>Most branches and tags that one push may change. Default 1,000.</summary>
    public int MaxCommands { get; set; } = 1_000;

    /// <summary>
    /// Fetches and pushes per hour, app and user; null (the default) for no limit. Heroku allows 75. Beyond it clients
    /// are told "Too many requests for this Git repo. Please try again later."
    /// </summary>
    public int? MaxRequestsPerHour { get; set; }

    /// <summary>How long a push may send nothing before it is given up. Default one minute.</summary>
    public TimeSpan ReceiveTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the resolving of a received pack may take. Default ten minutes.</summary>
    public TimeSpan IndexTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Silence after which an empty packet is sent, so that proxies and clients do not time out. Default five seconds.</summary>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a push waits for its cancelled build to end, after its client went or while the host stops. Default 20 seconds.</summary>
    public TimeSpan CancelTimeout { get; set; } = TimeSpan.FromSeconds(20);
}
