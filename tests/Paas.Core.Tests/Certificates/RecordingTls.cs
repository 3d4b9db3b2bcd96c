using System.Collections.Concurrent;

namespace Paas.Certificates;

/// <summary>Remembers which certificate each host name has; one host name may be refused.</summary>
internal sealed class RecordingTls : ITlsCertificates
{
    public ConcurrentDictionary<string, TlsCertificate> Hosts { get; } = new();

    public string? Refused { get; set; }

    public ValueTask SetAsync(string hostname, TlsCertificate? certificate, CancellationToken cancellationToken)
    {
        if (hostname == Refused)
            throw new InvalidOperationException("not this one");
        if (certificate is null)
            Hosts.TryRemove(hostname, out _);
        else
            Hosts[hostname] = certificate;
        return ValueTask.CompletedTask;
    }
}
