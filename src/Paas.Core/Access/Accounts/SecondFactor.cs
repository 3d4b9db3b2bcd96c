using System.Collections.Immutable;

namespace Paas.Access.Accounts;

/// <summary>The second factor of an account.</summary>
/// <param name="SealedSecret">The TOTP secret, sealed by the secret protector for the account.</param>
internal sealed record SecondFactor(byte[] SealedSecret)
{
    /// <summary>It is asked for. Before that it was only begun.</summary>
    public bool Enabled { get; init; }

    /// <summary>The newest time step of which a code was taken: no code is good twice.</summary>
    public long LastStep { get; init; }

    /// <summary>SHA-256 of the recovery codes that are left.</summary>
    public ImmutableArray<string> RecoveryHashes { get; init; } = [];
}
