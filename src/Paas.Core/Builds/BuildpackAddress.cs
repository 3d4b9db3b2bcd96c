using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Paas.Builds;

/// <summary>Names and addresses of buildpacks as people may see them.</summary>
internal static partial class BuildpackAddress
{
    private const string Mask = "://***@";

    /// <summary>The address without the user name, password or token in it.</summary>
    public static string Shown(string reference) => Credentials().Replace(reference, "://");

    /// <summary>The address with a mask in place of those, by which whoever gets it can give it back.</summary>
    public static string Masked(string reference) => Credentials().Replace(reference, Mask);

    public static ImmutableArray<string> Masked(ImmutableArray<string> references) => [.. references.Select(Masked)];

    /// <summary>The addresses as they are, where some are masked ones of those that are known.</summary>
    /// <exception cref="PaasException">A mask stands for nothing that is known.</exception>
    public static ImmutableArray<string> Unmask(ImmutableArray<string> references, ImmutableArray<string> known) =>
    [
        .. (references.IsDefault ? [] : references).Select(reference => !reference.Contains(Mask, StringComparison.Ordinal) ? reference
            : known.FirstOrDefault(one => Masked(one) == reference)
                ?? throw new PaasException(PaasErrors.InvalidParams, $"The address '{reference}' has *** in place of a user name and password, and the app has no such buildpack. Give them.")),
    ];

    [GeneratedRegex("://[^/?#]*@")]
    private static partial Regex Credentials();
}
