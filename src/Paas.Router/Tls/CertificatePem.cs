using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Paas.Tls;

/// <summary>Puts a certificate together from PEM, and says in words what is wrong with it. Messages never hold key material.</summary>
internal static class CertificatePem
{
    public static RouterCertificate Load(string chain, string key, string? password, string chainName, string keyName, bool acceptsCommonName = false)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(chain);
        }
        catch (CryptographicException exception)
        {
            throw new ArgumentException($"A certificate in {chainName} cannot be read: {exception.Message}", nameof(chain), exception);
        }
        if (certificates.Count == 0)
            throw new ArgumentException($"There is no certificate in {chainName}; it should hold a block 'BEGIN CERTIFICATE'.", nameof(chain));

        using var leaf = certificates[0];
        certificates.RemoveAt(0);
        return RouterCertificate.Create(WithKey(leaf, chain, key, password, chainName, keyName), certificates, false, acceptsCommonName);
    }

    private static X509Certificate2 WithKey(
        X509Certificate2 leaf, string chain, string key, string? password, string chainName, string keyName)
    {
        var label = KeyLabel(key) ?? throw new ArgumentException(
            $"There is no private key in {keyName}; it should hold a block 'BEGIN PRIVATE KEY'.", nameof(key));
        var isEncrypted = label == "ENCRYPTED PRIVATE KEY";
        if (isEncrypted && password is null)
            throw new ArgumentException($"The private key in {keyName} is encrypted; give its password.", nameof(password));
        try
        {
            var certificate = isEncrypted
                ? X509Certificate2.CreateFromEncryptedPem(chain, key, password)
                : X509Certificate2.CreateFromPem(chain, key);
            if (!OperatingSystem.IsWindows())
                return certificate;
            // Windows serves TLS only with keys that went through its key store.
            using (certificate)
                return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        }
        // The exceptions of the platform tell what does not fit, but neither where nor what to do about it.
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new ArgumentException(
                isEncrypted && exception is CryptographicException
                    ? $"The private key in {keyName} cannot be decrypted, or does not belong to the certificate '{leaf.Subject}' in {chainName}."
                    : $"The private key in {keyName} is damaged, or does not belong to the certificate '{leaf.Subject}' in {chainName}; give the key that the certificate was requested with.",
                nameof(key));
        }
    }

    private static string? KeyLabel(ReadOnlySpan<char> key)
    {
        while (PemEncoding.TryFind(key, out var fields))
        {
            var label = key[fields.Label];
            if (label.EndsWith("PRIVATE KEY"))
                return label.ToString();
            key = key[fields.Location.End..];
        }
        return null;
    }
}
