using System.Buffers;
using System.Text.RegularExpressions;

namespace Paas.Selection;

/// <summary>A buildpack that is to be fetched, as an app or the registry names it.</summary>
/// <param name="Kind">What the address leads to.</param>
/// <param name="Address">Address or path, with credentials and without <see cref="Ref"/>.</param>
/// <param name="Ref">Branch, tag or commit of a git repository; null for its default branch.</param>
internal sealed partial record BuildpackReference(BuildpackReferenceKind Kind, string Address, string? Ref = null)
{
    private const int MaxLength = 2048;
    private const string FileScheme = "file://";
    private static readonly SearchValues<char> _illegalInRef = SearchValues.Create("~^:?*[\\#");
    private static readonly string[] _archives = [".tgz", ".tar.gz", ".tar"];
    private static readonly string[] _otherArchives = [".zip", ".tar.zst", ".tar.xz", ".tar.bz2", ".tbz2", ".txz"];

    /// <summary>The host itself named it, so that limits of what apps may name do not apply.</summary>
    public bool Trusted { get; init; }

    /// <summary>The address as people may see it, without credentials.</summary>
    public string Shown => Show(Address);

    public bool IsLocal => Address.StartsWith('/');

    /// <summary>Any text without the credentials of an address in it.</summary>
    public static string Show(string text) => Credentials().Replace(text, "://");

    /// <summary>The name in the forms in which names are written: <c>ns/name</c>, <c>urn:buildpack:ns/name</c>, the address in Heroku's registry; null for others.</summary>
    public static string? NameIn(string text)
    {
        const string urn = "urn:buildpack:";
        const string registry = "https://buildpack-registry.s3.amazonaws.com/buildpacks/";
        var name = text.StartsWith(urn, StringComparison.Ordinal) ? text[urn.Length..]
            : text.StartsWith(registry, StringComparison.Ordinal) && text.EndsWith(".tgz", StringComparison.Ordinal) ? text[registry.Length..^".tgz".Length]
            : text;
        return Name().IsMatch(name) ? name : null;
    }

    /// <summary>Reads an address. Returns null and the error when it is none that can be fetched.</summary>
    public static BuildpackReference? Parse(string text, out string? error)
    {
        error = null;
        var hash = text.IndexOf('#', StringComparison.Ordinal);
        var address = hash < 0 ? text : text[..hash];
        var reference = hash < 0 || hash == text.Length - 1 ? null : text[(hash + 1)..];
        if (text.Length is 0 or > MaxLength || text.Any(char.IsControl) || text.Contains(' ', StringComparison.Ordinal))
            error = "A buildpack's address is empty, too long or has illegal characters.";
        else if (reference is not null && !IsRef(reference))
            error = $"The buildpack '{Show(text)}' names '{reference}' after '#', which is no name of a branch, tag or commit.";
        else if (_otherArchives.Any(extension => address.EndsWith(extension, StringComparison.OrdinalIgnoreCase)))
            error = $"The buildpack '{Show(address)}' is an archive of a kind that is not read. Use a .tgz or .tar.gz, or a git repository.";
        if (error is not null)
            return null;

        if (address.StartsWith("./", StringComparison.Ordinal))
            return new BuildpackReference(BuildpackReferenceKind.Source, address);
        if (address.StartsWith(FileScheme, StringComparison.Ordinal) || address.StartsWith('/'))
            return Local(Path.GetFullPath(address.StartsWith('/') ? address : "/" + address[FileScheme.Length..].TrimStart('/')), reference);
        if (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0)
            return new BuildpackReference(IsArchive(uri.AbsolutePath) ? BuildpackReferenceKind.Archive : BuildpackReferenceKind.Git, address, reference);

        error = address.StartsWith("docker:", StringComparison.Ordinal) || address.StartsWith("urn:cnb:", StringComparison.Ordinal)
            ? $"The buildpack '{Show(address)}' is a container image or an entry of a builder, which are not fetched here. Use the git repository or the tarball of the buildpack."
            : address.StartsWith("git@", StringComparison.Ordinal) || address.StartsWith("ssh:", StringComparison.Ordinal) || address.StartsWith("git:", StringComparison.Ordinal)
            ? $"The buildpack '{Show(address)}' is reached by ssh or the git protocol. Use its https address, such as https://github.com/owner/name.git#branch."
            : $"There is no buildpack '{Show(text)}' here. Give one of the names, or the address of a git repository (https://….git#branch) or of a tarball (https://….tgz).";
        return null;
    }

    private static BuildpackReference Local(string path, string? reference) => new(
        IsArchive(path) ? BuildpackReferenceKind.Archive
        : reference is not null || path.EndsWith(".git", StringComparison.Ordinal) ? BuildpackReferenceKind.Git
        : BuildpackReferenceKind.Directory,
        path, reference);

    private static bool IsArchive(string path) =>
        _archives.Any(extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase)) || path.Contains("/tarball/", StringComparison.Ordinal);

    /// <summary>As git checks names, less strict where it does no harm.</summary>
    private static bool IsRef(string text) =>
        text[0] is not ('-' or '/') && !text.Contains("..", StringComparison.Ordinal) && !text.AsSpan().ContainsAny(_illegalInRef) && !text.EndsWith('/');

    [GeneratedRegex("://[^/?#]*@")]
    private static partial Regex Credentials();

    [GeneratedRegex("^[a-z0-9][a-z0-9_-]*/[a-z0-9][a-z0-9._-]*$", RegexOptions.IgnoreCase)]
    private static partial Regex Name();
}
