namespace Paas.Api.OAuth;

/// <summary>The tokens as every OAuth library reads them (RFC 6749, section 5.1), with the user that Heroku adds.</summary>
internal sealed record TokenAnswer(string AccessToken, int ExpiresIn, string RefreshToken, string TokenType, Guid UserId, string? SessionNonce);
