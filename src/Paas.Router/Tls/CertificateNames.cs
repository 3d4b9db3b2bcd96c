using System.Security.Cryptography.X509Certificates;

namespace Paas.Tls;

/// <summary>The names in certificates, and those under which certificates are looked up.</summary>
internal static class CertificateNames
{
    private const string AlternativeNames = "2.5.29.17";

    /// <summary>DNS names and addresses of a certificate; the common name counts only where it is asked for, and there is nothing else.</summary>
    public static IEnumerable<string> Of(X509Certificate2 certificate, bool acceptsCommonName)
    {
        var isEmpty = true;
        foreach (var extension in certificate.Extensions)
        {
            if (extension.Oid?.Value != AlternativeNames)
                continue;
            var names = new X509SubjectAlternativeNameExtension(extension.RawData, extension.Critical);
            foreach (var name in names.EnumerateDnsNames())
            {
                isEmpty = false;
                yield return name.ToLowerInvariant();
            }

            foreach (var address in names.EnumerateIPAddresses())
            {
                isEmpty = false;
                yield return address.ToString();
            }
        }

        if (isEmpty && acceptsCommonName && certificate.GetNameInfo(X509NameType.SimpleName, false) is { Length: > 0 } common)
            yield return common.ToLowerInvariant();
    }

    /// <summary><c>*.example.com</c> for <c>www.example.com</c>; null for a name without parent.</summary>
    public static string? Wildcard(string host)
    {
        var dot = host.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && dot < host.Length - 1 ? string.Concat("*", host.AsSpan(dot)) : null;
    }

    /// <summary>The form in which a host is looked up: lower case, without the dot of the root.</summary>
    /// <exception cref="ArgumentException">It is no host name; the message says what to do.</exception>
    public static string Normalize(string host)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        var name = host.TrimEnd('.').ToLowerInvariant();
        var labels = name.StartsWith("*.", StringComparison.Ordinal) ? name.AsSpan(2) : name;
        if (labels.IsEmpty || labels.ContainsAnyExcept(Allowed))
            throw new ArgumentException(
                $"'{host}' is not a host name. Give one like 'www.example.com' or '*.example.com', without port, and international ones in their ASCII form.",
                nameof(host));
        return name;
    }

    private static readonly System.Buffers.SearchValues<char> Allowed = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-._");
}
