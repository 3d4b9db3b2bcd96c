namespace Paas;

/// <summary>Requests by the class of their status, as it stands in the request line.</summary>
/// <param name="None">Without a status: broken off by the router (H24).</param>
/// <param name="Informational">1xx, which are upgraded connections.</param>
/// <param name="Success">2xx.</param>
/// <param name="Redirection">3xx.</param>
/// <param name="ClientError">4xx, with 499 for clients that went away.</param>
/// <param name="ServerError">5xx.</param>
public sealed record StatusCounts(long None, long Informational, long Success, long Redirection, long ClientError, long ServerError)
{
    internal const int Classes = 6;

    /// <summary>All of them.</summary>
    public long Total => None + Informational + Success + Redirection + ClientError + ServerError;

    /// <summary>What came after an earlier count.</summary>
    public StatusCounts Since(StatusCounts earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        return new StatusCounts(
            None - earlier.None, Informational - earlier.Informational, Success - earlier.Success,
            Redirection - earlier.Redirection, ClientError - earlier.ClientError, ServerError - earlier.ServerError);
    }

    internal static int Class(int status) => status is >= 100 and < 600 ? status / 100 : 0;

    internal static StatusCounts Of(long[] counts) => new(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]);
}
