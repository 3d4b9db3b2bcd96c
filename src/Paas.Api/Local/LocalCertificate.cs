using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace Paas.Api.Local;

/// <summary>
/// The certificate for <c>localhost</c>, and the authority that signed it, for clients of this machine. Both are made at the
/// first start under <c>{DataDirectory}/certificates</c>. The authority can vouch for loopback only (RFC 5280, section
/// 4.2.1.10), so that trusting it gives nobody power over other names.
/// </summary>
internal sealed class LocalCertificate(IOptions<PaasOptions> options, TimeProvider time)
{
    private const int AuthorityYears = 10;

    // Clients refuse certificates for more than 398 days.
    private const int LeafDays = 397;
    private const int RenewDays = 30;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly string _directory = Path.GetFullPath(Path.Combine(options.Value.DataDirectory, "certificates"));
    private readonly Lock _gate = new();
    private X509Certificate2? _leaf;

    /// <summary>The authority's certificate as a file, for clients that are to trust it.</summary>
    public string AuthorityFile => Path.Combine(_directory, "ca.pem");

    /// <summary>The certificate with its key; made, or renewed 30 days before its end, when it is first asked for.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.Unavailable"/>: a file cannot be read or written.</exception>
    public X509Certificate2 Get()
    {
        lock (_gate)
        {
            try
            {
                return _leaf ??= ReadOrCreate();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
            {
                throw new PaasException(PaasErrors.Unavailable, $"The certificates in {_directory} cannot be read or made: {exception.Message} Delete the directory to get new ones at the next start.", exception);
            }
        }
    }

    private X509Certificate2 ReadOrCreate()
    {
        var (file, key) = (Path.Combine(_directory, "localhost.pem"), Path.Combine(_directory, "localhost-key.pem"));
        if (File.Exists(file) && File.Exists(key))
        {
            var known = X509Certificate2.CreateFromPemFile(file, key);
            if (known.NotAfter.ToUniversalTime() > time.GetUtcNow().UtcDateTime.AddDays(RenewDays))
                return known;
            known.Dispose();
        }

        using var authority = ReadOrCreateAuthority();
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", pair, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        var now = time.GetUtcNow();
        using var leaf = request.Create(authority, now.AddDays(-1), Earlier(now.AddDays(LeafDays), authority.NotAfter), RandomNumberGenerator.GetBytes(16));
        PrivateFile.Write(key, pair.ExportPkcs8PrivateKeyPem());
        PrivateFile.Write(file, leaf.ExportCertificatePem() + "\n" + authority.ExportCertificatePem() + "\n");
        return X509Certificate2.CreateFromPemFile(file, key);
    }

    private X509Certificate2 ReadOrCreateAuthority()
    {
        var key = Path.Combine(_directory, "ca-key.pem");
        if (File.Exists(AuthorityFile) && File.Exists(key))
            return X509Certificate2.CreateFromPemFile(AuthorityFile, key);

        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=Paas development CA {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}", pair, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(LoopbackConstraints.Create());
        var now = time.GetUtcNow();
        var authority = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(AuthorityYears));
        PrivateFile.Write(key, pair.ExportPkcs8PrivateKeyPem());
        PrivateFile.Write(AuthorityFile, authority.ExportCertificatePem() + "\n");
        return authority;
    }

    private static DateTimeOffset Earlier(DateTimeOffset left, DateTime right) => left.UtcDateTime < right.ToUniversalTime() ? left : right.ToUniversalTime();
}
