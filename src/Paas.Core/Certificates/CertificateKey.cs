using System.Security.Cryptography;
using System.Text;

namespace Paas.Certificates;

/// <summary>Reads private keys, and says in words what is wrong with one. Messages never hold key material.</summary>
internal static class CertificateKey
{
    private const int MinRsaBits = 2048;
    private const int MaxRsaBits = 8192;

    /// <summary>The public part, by which the certificate is found, and the key in PKCS#8 PEM.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>.</exception>
    public static (byte[] PublicKey, byte[] PrivateKey) Read(string pem)
    {
        // The older form tells it in headers, which PEM of today has none of.
        if (pem.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
            throw Encrypted();
        var (label, block) = Find(pem);
        if (label == "ENCRYPTED PRIVATE KEY")
            throw Encrypted();
        if (label is not ("PRIVATE KEY" or "RSA PRIVATE KEY" or "EC PRIVATE KEY"))
            throw Refuse($"The private key is of the kind '{label}', which TLS clients do not take. Get a certificate for an RSA key of at least {MinRsaBits} bits, or an ECDSA key.");

        if (label != "EC PRIVATE KEY" && TryImport(RSA.Create(), block) is { } rsa)
        {
            using (rsa)
            {
                if (rsa.KeySize is < MinRsaBits or > MaxRsaBits)
                    throw Refuse(FormattableString.Invariant($"The RSA key has {rsa.KeySize} bits. Give one with {MinRsaBits} to {MaxRsaBits}."));
                return (rsa.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(rsa.ExportPkcs8PrivateKeyPem()));
            }
        }

        if (label != "RSA PRIVATE KEY" && TryImport(ECDsa.Create(), block) is { } ecdsa)
        {
            using (ecdsa)
            {
                if (TypeOf(ecdsa) is null)
                    throw Refuse("The ECDSA key lies on a curve that TLS clients do not take. Use P-256, P-384 or P-521.");
                return (ecdsa.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(ecdsa.ExportPkcs8PrivateKeyPem()));
            }
        }

        throw Refuse("The private key cannot be read: it is damaged, or neither an RSA nor an ECDSA key.");
    }

    /// <summary>Such as <c>ECDSA P-256</c>; null for a curve that is not for TLS.</summary>
    public static string? TypeOf(ECDsa key) => key.ExportParameters(false).Curve.Oid switch
    {
        { Value: "1.2.840.10045.3.1.7" } or { FriendlyName: "nistP256" or "ECDSA_P256" } => "ECDSA P-256",
        { Value: "1.3.132.0.34" } or { FriendlyName: "nistP384" or "ECDSA_P384" } => "ECDSA P-384",
        { Value: "1.3.132.0.35" } or { FriendlyName: "nistP521" or "ECDSA_P521" } => "ECDSA P-521",
        _ => null,
    };

    private static (string Label, string Block) Find(string pem)
    {
        for (ReadOnlySpan<char> rest = pem; PemEncoding.TryFind(rest, out var fields); rest = rest[fields.Location.End..])
        {
            if (rest[fields.Label].EndsWith("PRIVATE KEY"))
                return (rest[fields.Label].ToString(), rest[fields.Location].ToString());
        }

        throw Refuse("There is no private key in PEM form; it should hold a block 'BEGIN PRIVATE KEY'.");
    }

    private static T? TryImport<T>(T algorithm, string block) where T : AsymmetricAlgorithm
    {
        try
        {
            algorithm.ImportFromPem(block);
            return algorithm;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            algorithm.Dispose();
            return null;
        }
    }

    private static PaasException Encrypted() =>
        Refuse("The private key is protected by a passphrase. Remove it with `openssl pkey -in server.key -out server.plain.key` and give the new file.");

    private static PaasException Refuse(string message) => new(PaasErrors.InvalidParams, message);
}
