using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Paas.Load.Configuration;
using Paas.Load.Measuring;
using Paas.Load.Peers;

namespace Paas.Load;

/// <summary>What all proxies share: the backends, the hosts, a certificate and a directory for their files.</summary>
internal sealed class Bed : IAsyncDisposable
{
    private const int OtherHosts = 99;
    private readonly DirectoryInfo _directory = System.IO.Directory.CreateTempSubdirectory("paas-load-");
    private Child? _backend;
    private int _directories;

    /// <summary>The host that the load asks for; wrk sends it as SNI as well.</summary>
    public const string Host = "localhost";

    /// <summary>Hosts in the tables of the proxies.</summary>
    public IReadOnlyList<string> Hosts { get; } = [.. Enumerable.Range(0, OtherHosts).Select(i => $"app{i}.example.com"), Host];

    /// <summary>Ports of the backends, a pool of two.</summary>
    public IReadOnlyList<int> Backends { get; } = [Ports.Choose(), Ports.Choose()];

    /// <summary>PEM file with an ECDSA P-256 certificate for <see cref="Host"/> and its key.</summary>
    public string Certificate => Path.Combine(_directory.FullName, "certificate.pem");

    public string Directory => _directory.FullName;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(Certificate, CreateCertificate(), cancellationToken);
        _backend = await Child.StartOwnAsync(
            Tool.Own(LoadOptions.LoadCore, "backend", "--ports", string.Join(',', Backends)), cancellationToken);
    }

    public string CreateDirectory() => _directory.CreateSubdirectory($"{++_directories}").FullName;

    public async ValueTask DisposeAsync()
    {
        if (_backend is not null)
            await _backend.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private static string CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Host);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }
}
