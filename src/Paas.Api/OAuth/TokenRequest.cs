namespace Paas.Api.OAuth;

/// <summary>Body of <c>POST /oauth/tokens</c>.</summary>
internal sealed record TokenRequest
{
    public TokenRequestClient? Client { get; init; }
    public TokenRequestGrant? Grant { get; init; }
    public TokenRequestRefresh? RefreshToken { get; init; }

    /// <summary>No secret.</summary>
    public override string ToString() => "TokenRequest { … }";
}
