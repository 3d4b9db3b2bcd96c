namespace Paas.Api.OAuth;

/// <summary>A token: whole in the answer to what made it, and its last four characters behind ten stars ever after.</summary>
internal sealed record TokenBody(int? ExpiresIn, Guid Id, string Token)
{
    public static TokenBody Of(OAuthAuthorization authorization, string? token, DateTimeOffset now) => new(
        authorization.ExpiresAt is { } end ? Math.Max(0, (int)(end - now).TotalSeconds) : null, authorization.Id, token ?? "**********" + authorization.TokenEnd);
}
