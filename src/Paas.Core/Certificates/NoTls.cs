namespace Paas.Certificates;

/// <summary>Stands in where nothing terminates TLS: certificates are kept, and nobody is shown them.</summary>
internal sealed class NoTls : ITlsCertificates
{
    public ValueTask SetAsync(string hostname, TlsCertificate? certificate, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
