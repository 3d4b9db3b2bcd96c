namespace Paas.Certificates;

/// <summary>Issues certificates that end with the test's clock in sight, or fails as it is told.</summary>
internal sealed class ScriptedIssuer : ICertificateIssuer
{
    public List<string> Asked { get; } = [];

    public Func<string, Exception?> Fails { get; set; } = static _ => null;

    public ValueTask<TlsCertificate> IssueAsync(string hostname, CancellationToken cancellationToken)
    {
        lock (Asked)
            Asked.Add(hostname);
        if (Fails(hostname) is { } failure)
            throw failure;
        var made = MadeCertificate.For(hostname, [hostname]);
        return ValueTask.FromResult(new TlsCertificate(made.Certificate, made.Key));
    }
}
