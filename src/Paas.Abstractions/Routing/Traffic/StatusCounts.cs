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
}
