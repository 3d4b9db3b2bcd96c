namespace Paas.Api.OAuth;

/// <summary>An OAuth client. Source: Platform API schema, <c>oauth-client</c>.</summary>
internal sealed record ClientBody(Guid Id, string Name, string RedirectUri, string? Secret, bool? IgnoresDelinquent, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static ClientBody Of(OAuthClient client) =>
        new(client.Id, client.Name, client.RedirectUri.AbsoluteUri, client.Secret, IgnoresDelinquent: false, client.CreatedAt, client.UpdatedAt);
}
