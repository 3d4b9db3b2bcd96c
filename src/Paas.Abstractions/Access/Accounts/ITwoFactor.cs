namespace Paas;

/// <summary>The second factor of the caller's account: time-based one-time passwords (RFC 6238) and recovery codes. Needs the scope global.</summary>
public interface ITwoFactor
{
    /// <summary>Begins with a new secret, which counts once <see cref="EnableAsync"/> has seen a code of it.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.Conflict"/>: it is enabled already.</exception>
    Task<TwoFactorSecret> BeginAsync(CancellationToken cancellationToken = default);

    /// <summary>Enables it, and returns ten recovery codes, each of which is good once instead of a code. They are shown this once.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: the code is wrong, or nothing was begun.</exception>
    Task<IReadOnlyList<string>> EnableAsync(string code, CancellationToken cancellationToken = default);

    /// <summary>New recovery codes; the old ones are worth nothing any more.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: the code is wrong.</exception>
    Task<IReadOnlyList<string>> ReplaceRecoveryCodesAsync(string code, CancellationToken cancellationToken = default);

    /// <summary>Disables it.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: the code is wrong.</exception>
    Task DisableAsync(string code, CancellationToken cancellationToken = default);
}
