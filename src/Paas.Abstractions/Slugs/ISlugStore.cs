namespace Paas;

/// <summary>
/// Port: content-addressed storage of slugs. A digest is <c>sha256:</c> and 64 lower-case hex digits of the SHA-256 of
/// the stored bytes.
/// </summary>
public interface ISlugStore
{
    /// <summary>
    /// Opens a slug from its beginning, or returns null when it is not there. The store does not verify what it
    /// returns; whoever unpacks a slug checks the digest (R17).
    /// </summary>
    ValueTask<Stream?> OpenAsync(string digest, CancellationToken cancellationToken);

    /// <summary>
    /// Stores all bytes of <paramref name="content"/> and returns their digest. Content that is already there is not
    /// stored again. When the call returns the bytes survive a crash; when it throws nothing is left behind.
    /// </summary>
    ValueTask<string> WriteAsync(Stream content, CancellationToken cancellationToken);

    /// <summary>Removes a slug; one that is not there is no error.</summary>
    ValueTask DeleteAsync(string digest, CancellationToken cancellationToken);
}
