using System.Collections.Concurrent;
using System.Security.Cryptography;
using Paas.Slugs;

namespace Paas;

/// <summary>Slugs in memory, for tests and for platforms that live no longer than their process.</summary>
public sealed class InMemorySlugStore : ISlugStore
{
    private readonly ConcurrentDictionary<string, byte[]> _slugs = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<Stream?> OpenAsync(string digest, CancellationToken cancellationToken)
    {
        _ = SlugDigest.Hex(digest);
        cancellationToken.ThrowIfCancellationRequested();
        return new(_slugs.TryGetValue(digest, out var bytes) ? new MemoryStream(bytes, writable: false) : null);
    }

    /// <inheritdoc/>
    public async ValueTask<string> WriteAsync(Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken);
        var bytes = copy.ToArray();
        var digest = SlugDigest.Format(SHA256.HashData(bytes));
        _slugs.TryAdd(digest, bytes);
        return digest;
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(string digest, CancellationToken cancellationToken)
    {
        _ = SlugDigest.Hex(digest);
        cancellationToken.ThrowIfCancellationRequested();
        _slugs.TryRemove(digest, out _);
        return default;
    }
}
