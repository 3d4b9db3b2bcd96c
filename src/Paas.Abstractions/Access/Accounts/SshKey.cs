namespace Paas;

/// <summary>A public SSH key of an account.</summary>
public sealed record SshKey
{
    /// <summary>Identity.</summary>
    public required Guid Id { get; init; }

    /// <summary>The account's e-mail address.</summary>
    public required string Email { get; init; }

    /// <summary>Type, body and comment in one line: <c>ssh-ed25519 AAAA… laptop</c>.</summary>
    public required string PublicKey { get; init; }

    /// <summary>The comment at the end; may be empty.</summary>
    public required string Comment { get; init; }

    /// <summary>MD5 fingerprint as the Platform API has it: <c>17:63:a4:…</c>, 16 bytes.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Fingerprint as OpenSSH shows it: <c>SHA256:</c> and base64 without padding.</summary>
    public required string Sha256Fingerprint { get; init; }

    /// <summary>When it was added (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
