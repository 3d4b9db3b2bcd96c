using System.Text.RegularExpressions;

namespace Paas.Builds;

/// <summary>Names and addresses of buildpacks as people may see them.</summary>
internal static partial class BuildpackAddress
{
    /// <summary>The address without the user name, password or token in it.</summary>
    public static string Shown(string reference) => Credentials().Replace(reference, "://");

    [GeneratedRegex("://[^/?#]*@")]
    private static partial Regex Credentials();
}
