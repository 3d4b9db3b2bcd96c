namespace Paas.Api.Json;

/// <summary>
/// A buildpack. Those with a name of two parts have the address that the registry gives out for it, which clients show as
/// the name.
/// </summary>
internal sealed record BuildpackReference(string Url, string Name)
{
    private const string Registry = "https://buildpack-registry.s3.amazonaws.com/buildpacks/";
    private const string Archive = ".tgz";

    public static BuildpackReference Of(string name) => new(UrlOf(name), name);

    /// <summary>An address is its own.</summary>
    public static string UrlOf(string name) => IsName(name) ? Registry + name + Archive : name;

    /// <summary>Whether it is a name of two parts and no address.</summary>
    public static bool IsName(string text) =>
        text.Split('/') is [{ Length: > 0 } space, { Length: > 0 } name] && (space + name).All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && space[0] != '.';

    /// <summary>The name in what clients send: a name, <c>urn:buildpack:NAME</c>, or the registry's address of it.</summary>
    public static string NameIn(string text)
    {
        const string urn = "urn:buildpack:";
        var name = text.StartsWith(urn, StringComparison.Ordinal) ? text[urn.Length..] : text;
        return name.StartsWith(Registry, StringComparison.Ordinal) && name.EndsWith(Archive, StringComparison.Ordinal)
            ? name[Registry.Length..^Archive.Length]
            : name;
    }
}
