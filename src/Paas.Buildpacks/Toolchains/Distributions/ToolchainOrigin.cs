using System.Text.Json;
using System.Text.RegularExpressions;
using Paas.Toolchains.Downloads;

namespace Paas.Toolchains.Distributions;

/// <summary>Where a distribution is read: its official site, or a mirror of that.</summary>
/// <param name="Official">Address of the official site, with a slash at the end.</param>
/// <param name="Root">The address to use instead; the same for the official site itself.</param>
/// <param name="Web">Gets what is there.</param>
internal sealed partial record ToolchainOrigin(Uri Official, Uri Root, ToolchainWeb Web)
{
    /// <summary>An address of the distribution: a relative one, or an absolute one of the official site, which a mirror has at its own.</summary>
    public Uri At(string address)
    {
        var absolute = new Uri(Official, address);
        return Official.IsBaseOf(absolute) ? new Uri(Root, Official.MakeRelativeUri(absolute)) : absolute;
    }

    public async ValueTask<string> GetTextAsync(string address, CancellationToken cancellationToken) =>
        await Web.FindTextAsync(At(address), cancellationToken) ?? throw ToolchainWeb.Failed(At(address), "answered 404");

    public async ValueTask<JsonDocument> GetJsonAsync(string address, CancellationToken cancellationToken) =>
        JsonDocument.Parse(await GetTextAsync(address, cancellationToken));

    /// <summary>The digest that a file of the usual form <c>{hex}  {file}</c> has for a file, as <c>sha256:…</c> or <c>sha512:…</c>; a lone digest counts for any.</summary>
    public async ValueTask<string?> FindChecksumAsync(string address, string file, CancellationToken cancellationToken) =>
        ReadChecksums(await GetTextAsync(address, cancellationToken)).FirstOrDefault(entry => entry.File == file || entry.File.Length == 0).Checksum;

    public static IEnumerable<(string File, string Checksum)> ReadChecksums(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            var match = Line().Match(line.Trim());
            if (match.Success)
                yield return (match.Groups["file"].Value, Checksum(match.Groups["hex"].Value)!);
        }
    }

    /// <summary>A digest in hex as <c>sha256:…</c> or <c>sha512:…</c>, told by its length; null when it is neither.</summary>
    public static string? Checksum(string? hex) => hex is null || !Hex().IsMatch(hex) ? null : $"{(hex.Length == 64 ? "sha256" : "sha512")}:{hex.ToLowerInvariant()}";

    [GeneratedRegex(@"^(?<hex>[0-9a-fA-F]{64}|[0-9a-fA-F]{128})(?:\s+[* ]?(?:\./)?(?<file>\S+))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Line();

    [GeneratedRegex("^([0-9a-fA-F]{64}|[0-9a-fA-F]{128})$", RegexOptions.CultureInvariant)]
    private static partial Regex Hex();
}
