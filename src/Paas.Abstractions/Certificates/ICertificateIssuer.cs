namespace Paas;

/// <summary>
/// Port: issues certificates for apps' host names (Automated Certificate Management). The default is an authority of this
/// platform's own, which clients have to be told to trust.
/// </summary>
public interface ICertificateIssuer
{
    /// <summary>A certificate for one host name.</summary>
    /// <param name="hostname">Lower-case host name, or a wildcard.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PaasException">
    /// <see cref="PaasErrors.InvalidParams"/>: there will never be one for this name, and the message says why. Anything else is
    /// tried again after an hour.
    /// </exception>
    ValueTask<TlsCertificate> IssueAsync(string hostname, CancellationToken cancellationToken);
}
