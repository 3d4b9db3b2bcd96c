namespace Paas.Components;

/// <summary>Parts of a bill of materials that the languages share. Source: github.com/package-url/purl-spec.</summary>
internal static class PackageUrl
{
    /// <summary><c>pkg:npm/%40babel/core@7.0.0</c> of type <c>npm</c> and name <c>@babel/core</c>.</summary>
    public static string Create(string type, string name, string version) =>
        $"pkg:{type}/{string.Join('/', name.Split('/').Select(Uri.EscapeDataString))}@{Uri.EscapeDataString(version)}";

    /// <summary>A digest of the form <c>sha512-{base64}</c> as <c>sha512:{hex}</c>; null when it is another.</summary>
    public static string? Checksum(string? integrity)
    {
        // Several may stand there, the strongest counts.
        foreach (var one in (integrity ?? "").Split(' ').OrderDescending(StringComparer.Ordinal))
        {
            if (one.Split('-', 2) is not ["sha256" or "sha512", var base64])
                continue;
            var bytes = new byte[64];
            if (Convert.TryFromBase64String(base64.Split('?')[0], bytes, out var length) && length is 32 or 64)
                return $"{one[..6]}:{Convert.ToHexStringLower(bytes.AsSpan(0, length))}";
        }

        return null;
    }
}
