namespace Paas;

/// <summary>What an authenticator app needs to know.</summary>
/// <param name="Secret">160 bits in base32, for typing.</param>
/// <param name="Uri">The same as <c>otpauth://totp/…</c>, for a QR code.</param>
public sealed record TwoFactorSecret(string Secret, Uri Uri)
{
    /// <summary>Says nothing, for it is all secret.</summary>
    public override string ToString() => nameof(TwoFactorSecret);
}
