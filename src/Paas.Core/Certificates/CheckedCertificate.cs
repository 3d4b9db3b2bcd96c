namespace Paas.Certificates;

/// <summary>A certificate and a key that belong together, both in the form in which they are kept.</summary>
internal sealed record CheckedCertificate(string Chain, byte[] PrivateKey, CertificateFacts Facts);
