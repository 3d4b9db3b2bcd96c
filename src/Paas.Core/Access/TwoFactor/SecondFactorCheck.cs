using System.Security.Cryptography;
using Paas.Access.Accounts;
using Paas.Access.Store;

namespace Paas.Access.TwoFactor;

/// <summary>Makes secrets and recovery codes, and takes codes: each once.</summary>
internal sealed class SecondFactorCheck(ISecretProtector secrets, TimeProvider time)
{
    private const int RecoveryCodes = 10;

    /// <summary>80 bits: too many to try, even for somebody who has the hashes.</summary>
    private const int RecoveryBytes = 10;

    private const int MaxCodeLength = 40;

    public SecondFactor Begin(Guid account, out byte[] secret)
    {
        secret = RandomNumberGenerator.GetBytes(Totp.SecretBytes);
        return new SecondFactor(secrets.Protect(secret, Purpose(account)));
    }

    /// <summary>The factor after the code was taken, or null when the code is wrong or was taken before.</summary>
    public SecondFactor? Take(Guid account, SecondFactor factor, string code)
    {
        if (code.Length > MaxCodeLength)
            return null;
        var plain = new string([.. code.Where(char.IsAsciiLetterOrDigit)]).ToUpperInvariant();
        if (Totp.Match(secrets.Unprotect(factor.SealedSecret, Purpose(account)), plain, time.GetUtcNow(), factor.LastStep) is { } step)
            return factor with { LastStep = step };
        var hash = AccessKeys.Hash(plain);
        return factor.Enabled && factor.RecoveryHashes.Contains(hash) ? factor with { RecoveryHashes = factor.RecoveryHashes.Remove(hash) } : null;
    }

    /// <summary>The factor with fresh recovery codes, each like <c>ABCD-EFGH-IJKL-MNOP</c>.</summary>
    public static SecondFactor WithRecoveryCodes(SecondFactor factor, out IReadOnlyList<string> codes)
    {
        codes = [.. Enumerable.Range(0, RecoveryCodes).Select(static _ => string.Join('-', Base32.Encode(RandomNumberGenerator.GetBytes(RecoveryBytes)).Chunk(4).Select(static part => new string(part))))];
        return factor with { RecoveryHashes = [.. codes.Select(static code => AccessKeys.Hash(code.Replace("-", "", StringComparison.Ordinal)))] };
    }

    private static string Purpose(Guid account) => $"second-factor/{account}";
}
