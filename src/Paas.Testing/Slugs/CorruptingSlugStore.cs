namespace Paas.Testing;

/// <summary>A slug store whose disk has gone bad: every slug comes back with one byte changed.</summary>
/// <param name="inner">Holds the slugs.</param>
public sealed class CorruptingSlugStore(ISlugStore inner) : ISlugStore
{
    /// <inheritdoc/>
    public async ValueTask<Stream?> OpenAsync(string digest, CancellationToken cancellationToken)
    {
        await using var slug = await inner.OpenAsync(digest, cancellationToken);
        if (slug is null)
            return null;
        var copy = new MemoryStream();
        await slug.CopyToAsync(copy, cancellationToken);
        copy.GetBuffer()[copy.Length / 2] ^= 1;
        copy.Position = 0;
        return copy;
    }

    /// <inheritdoc/>
    public ValueTask<string> WriteAsync(Stream content, CancellationToken cancellationToken) => inner.WriteAsync(content, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeleteAsync(string digest, CancellationToken cancellationToken) => inner.DeleteAsync(digest, cancellationToken);
}
