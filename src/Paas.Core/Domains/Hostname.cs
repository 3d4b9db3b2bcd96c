namespace Paas.Domains;

/// <summary>Host names that an app may take. Source: RFC 1123 section 2.1.</summary>
internal static class Hostname
{
    private const int MaxLength = 253;
    private const int MaxLabelLength = 63;

    /// <summary>The name in lower case without a final dot.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>.</exception>
    public static string Parse(string hostname, string baseDomain)
    {
        var name = hostname.Trim().TrimEnd('.').ToLowerInvariant();
        var plain = name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name;
        if (!IsLegal(name))
        {
            var shown = hostname.Length > 80 ? hostname[..80] + "..." : hostname;
            throw new PaasException(PaasErrors.InvalidParams, $"'{shown}' is no host name. Give one such as www.example.com or *.example.com.");
        }

        if (plain == baseDomain || plain.EndsWith("." + baseDomain, StringComparison.Ordinal))
            throw new PaasException(PaasErrors.InvalidParams, $"{name} lies under {baseDomain}, whose names belong to the apps of that name. Choose another host name.");
        return name;
    }

    /// <summary>Whether it has the form of a host name or wildcard, in lower case.</summary>
    public static bool IsLegal(string name)
    {
        var labels = (name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name).Split('.');
        return name.Length is > 0 and <= MaxLength && labels.Length >= 2 && labels.All(IsLabel);
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= MaxLabelLength && label[0] != '-' && label[^1] != '-'
        && label.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
