namespace Paas.Api.SshKeys;

/// <summary>An SSH key. Source: Platform API schema, <c>key</c>.</summary>
internal sealed record SshKeyBody(string Comment, DateTimeOffset CreatedAt, string Email, string Fingerprint, Guid Id, string PublicKey, DateTimeOffset UpdatedAt)
{
    public static SshKeyBody Of(SshKey key) => new(key.Comment, key.CreatedAt, key.Email, key.Fingerprint, key.Id, key.PublicKey, key.CreatedAt);
}
