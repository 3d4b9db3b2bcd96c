namespace Paas.Api.SignIn;

/// <summary>Body of <c>POST /auth</c>.</summary>
internal sealed record BrowserSignInRequest
{
    public string? Description { get; init; }
}
