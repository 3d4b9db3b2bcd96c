using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Options;
using Paas.State;

namespace Paas.Certificates;

/// <summary>
/// The default issuer: an authority of this platform's own under <c>{DataDirectory}/certificates</c>. Nobody trusts it by itself;
/// whoever shall, is given <c>apps-ca.pem</c>, and with that believes the platform about every host name.
/// </summary>
internal sealed class LocalCertificateIssuer(IOptions<PaasOptions> options, TimeProvider time) : ICertificateIssuer
{
    private const int AuthorityYears = 10;
    private const int LeafDays = 90;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly string _directory = Path.GetFullPath(Path.Combine(options.Value.DataDirectory, "certificates"));
    private readonly Lock _gate = new();
    private X509Certificate2? _authority;

    public ValueTask<TlsCertificate> IssueAsync(string hostname, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // As at Heroku, so that an app does not come to rely on what another issuer will not do.
        if (hostname.StartsWith('*'))
            throw new PaasException(PaasErrors.InvalidParams, "Automated certificates are not issued for wildcard domains. Add a certificate of your own.");

        var authority = Authority();
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={hostname}", pair, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(hostname);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        var now = time.GetUtcNow();
        var end = new DateTimeOffset(authority.NotAfter.ToUniversalTime());
        using var leaf = request.Create(authority, now.AddHours(-1), now.AddDays(LeafDays) < end ? now.AddDays(LeafDays) : end, RandomNumberGenerator.GetBytes(16));
        return ValueTask.FromResult(new TlsCertificate(leaf.ExportCertificatePem() + "\n" + authority.ExportCertificatePem() + "\n", pair.ExportPkcs8PrivateKeyPem()));
    }

    private X509Certificate2 Authority()
    {
        lock (_gate)
        {
            if (_authority is not null && _authority.NotAfter.ToUniversalTime() > time.GetUtcNow().UtcDateTime.AddDays(LeafDays))
                return _authority;
            var (file, key) = (Path.Combine(_directory, "apps-ca.pem"), Path.Combine(_directory, "apps-ca-key.pem"));
            try
            {
                var known = File.Exists(file) && File.Exists(key) ? X509Certificate2.CreateFromPemFile(file, key) : null;
                return _authority = known is not null && known.NotAfter.ToUniversalTime() > time.GetUtcNow().UtcDateTime.AddDays(LeafDays) ? known : Create(file, key);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
            {
                throw new PaasException(PaasErrors.Unavailable, $"The authority {file} cannot be read or made: {e.Message} Delete it and its key to get a new one.", e);
            }
        }
    }

    private X509Certificate2 Create(string file, string keyFile)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=Paas apps CA {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}", pair, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = time.GetUtcNow();
        var authority = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(AuthorityYears));
        DurableFile.CreateDirectory(_directory);
        DurableFile.WriteAllBytes(keyFile, Encoding.ASCII.GetBytes(pair.ExportPkcs8PrivateKeyPem()));
        DurableFile.WriteAllBytes(file, Encoding.ASCII.GetBytes(authority.ExportCertificatePem() + "\n"));
        return authority;
    }
}
