namespace Paas.Api.SshKeys;

/// <summary>Body of <c>POST /account/keys</c>.</summary>
internal sealed record SshKeyRequest
{
    public string? PublicKey { get; init; }
}
