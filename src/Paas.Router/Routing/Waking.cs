namespace Paas.Routing;

/// <summary>One sleep of an app that the router was asked to end.</summary>
internal sealed class Waking(string host, long retryAt)
{
    private long _retryAt = retryAt;

    /// <summary>A host of the app, by which its route is found.</summary>
    public string Host => host;

    /// <summary>When the next request may ask again.</summary>
    public long RetryAt
    {
        get => Volatile.Read(ref _retryAt);
        set => Volatile.Write(ref _retryAt, value);
    }
}
