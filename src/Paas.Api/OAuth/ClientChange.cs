namespace Paas.Api.OAuth;

/// <summary>Body of <c>POST /oauth/clients</c> and <c>PATCH /oauth/clients/{id}</c>.</summary>
internal sealed record ClientChange
{
    public string? Name { get; init; }
    public string? RedirectUri { get; init; }
}
