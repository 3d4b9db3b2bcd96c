namespace Paas;

/// <summary>
/// Port: seals what must not be legible at rest, such as config vars and add-on credentials. The default is AES-256-GCM with
/// a key file in the data directory; a host may use its own key ring instead.
/// </summary>
public interface ISecretProtector
{
    /// <summary>Seals bytes.</summary>
    /// <param name="plain">What to seal.</param>
    /// <param name="purpose">What it is, such as <c>config/{app id}</c>; needed to open it, so that one secret cannot be put in another's place.</param>
    /// <exception cref="PaasException"><see cref="PaasErrors.Unavailable"/>: the key cannot be read or made.</exception>
    byte[] Protect(ReadOnlySpan<byte> plain, string purpose);

    /// <summary>Opens what <see cref="Protect"/> sealed for the same purpose.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.Unavailable"/>: the key is missing or another one, or the bytes were changed.</exception>
    byte[] Unprotect(ReadOnlySpan<byte> sealedData, string purpose);
}
