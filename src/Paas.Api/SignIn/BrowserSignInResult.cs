namespace Paas.Api.SignIn;

/// <summary>What became of a sign-in.</summary>
internal sealed record BrowserSignInResult(string? AccessToken, string? Error);
