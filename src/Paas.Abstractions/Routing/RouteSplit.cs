namespace Paas;

/// <summary>Sends a share of an app's requests to the dynos of one release, the rest to all others (a canary).</summary>
public sealed record RouteSplit
{
    /// <summary>Creates a split.</summary>
    /// <param name="release">Number of the release, as in <see cref="RouteTarget.Release"/>.</param>
    /// <param name="share">Share of the requests that goes to it, from 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
    public RouteSplit(int release, double share)
    {
        if (!(share is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "The share of a split is between 0 and 1.");
        Release = release;
        Share = share;
    }

    /// <summary>Number of the release.</summary>
    public int Release { get; }

    /// <summary>Share of the requests that goes to its dynos while one of them is up; from 0 to 1.</summary>
    public double Share { get; }
}
