using System.Text;

namespace Paas;

/// <summary>A certificate with its private key.</summary>
/// <param name="Chain">The certificate, then its intermediates, in PEM form.</param>
/// <param name="PrivateKey">Its key in PEM form, without passphrase. A secret.</param>
public sealed record TlsCertificate(string Chain, string PrivateKey)
{
    /// <summary>Never the key.</summary>
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Chain = ").Append(Chain.Length).Append(" characters");
        return true;
    }
}
