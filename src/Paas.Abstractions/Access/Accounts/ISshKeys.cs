namespace Paas;

/// <summary>The caller's SSH keys; at most 100. A key belongs to one account.</summary>
public interface ISshKeys
{
    /// <summary>By the time at which they were added.</summary>
    Task<IReadOnlyList<SshKey>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Adds a key in the format of <c>authorized_keys</c>, without options.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: not a public key, a weak or unknown kind, or in use.</exception>
    Task<SshKey> AddAsync(string publicKey, CancellationToken cancellationToken = default);

    /// <summary>One key, by id or fingerprint.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>.</exception>
    Task<SshKey> GetAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Removes a key, by id, fingerprint or comment.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>.</exception>
    Task<SshKey> RemoveAsync(string key, CancellationToken cancellationToken = default);
}
