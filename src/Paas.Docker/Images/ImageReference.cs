namespace Paas.Docker.Images;

/// <summary>
/// A reference to an image in its parts. Source: github.com/distribution/reference, grammar of references.
/// </summary>
/// <param name="Name">Registry and repository, such as <c>registry.example:5000/team/shop</c>.</param>
/// <param name="TagOrDigest">Tag, or a digest such as <c>sha256:…</c>; <c>latest</c> when the reference names neither.</param>
internal sealed record ImageReference(string Name, string TagOrDigest)
{
    private const string Latest = "latest";

    public bool IsDigest => TagOrDigest.Contains(':', StringComparison.Ordinal);

    public static ImageReference Parse(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at > 0)
            return new ImageReference(WithoutTag(text[..at]), text[(at + 1)..]);
        var name = WithoutTag(text);
        return new ImageReference(name, name.Length < text.Length ? text[(name.Length + 1)..] : Latest);
    }

    /// <summary>A colon before the last slash belongs to the port of a registry.</summary>
    private static string WithoutTag(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > text.LastIndexOf('/') ? text[..colon] : text;
    }
}
