using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Paas.Slugs;

/// <summary>A slug that is ready to be stored: its root, and a pack with what the store does not have.</summary>
internal sealed class PackedSlug : IDisposable
{
    private readonly byte[] _root;
    private readonly byte[] _header;
    private readonly PackBody? _body;

    /// <param name="root">The root object.</param>
    /// <param name="kept">Packs of earlier slugs that it uses.</param>
    /// <param name="pack">The header of the new pack.</param>
    /// <param name="body">Its blocks; null when nothing is new.</param>
    public PackedSlug(SlugRoot root, IEnumerable<string> kept, SlugPack pack, PackBody? body)
    {
        (_root, _header, _body) = (root.Write(), pack.WriteHeader(), body);
        Digest = SlugDigest.Format(SHA256.HashData(_root));
        Packs = body is null ? [.. kept] : [.. kept, NewPack = Hash()];
        UnpackedSize = root.Bytes;
        NewBytes = _root.Length + (body is null ? 0 : _header.Length + body.Length);
    }

    /// <summary>Address of the slug.</summary>
    public string Digest { get; }

    /// <summary>All packs that it needs; the new one is the last.</summary>
    public ImmutableArray<string> Packs { get; }

    /// <summary>The pack that is not stored yet; null when nothing is new.</summary>
    public string? NewPack { get; }

    /// <summary>Compressed bytes of all that is in it, wherever that is stored.</summary>
    public required long Size { get; init; }

    /// <summary>Bytes of its files.</summary>
    public long UnpackedSize { get; }

    /// <summary>Bytes that storing it adds.</summary>
    public long NewBytes { get; }

    /// <summary>Its entries.</summary>
    public required IReadOnlyList<SlugEntry> Entries { get; init; }

    /// <summary>Stores the pack, and then the root: who finds the root finds all.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.Unavailable"/>: the store cannot take it.</exception>
    public async Task StoreAsync(ISlugStore store, CancellationToken cancellationToken)
    {
        if (_body is not null)
            await store.WriteAsync(_body.Read(_header), cancellationToken);

        await store.WriteAsync(new MemoryStream(_root), cancellationToken);
    }

    /// <summary>Stores it so that it stays until a release has it.</summary>
    public async Task<SlugHold> StoreAsync(ISlugStore store, SlugGarbage garbage, CancellationToken cancellationToken)
    {
        var hold = await garbage.HoldAsync(NewPack is { } pack ? [Digest, pack] : [Digest], cancellationToken);
        try
        {
            await StoreAsync(store, cancellationToken);
            return hold;
        }
        catch
        {
            await hold.AbandonAsync();
            throw;
        }
    }

    public void Dispose() => _body?.Dispose();

    private string Hash()
    {
        using var all = _body!.Read(_header);
        return SlugDigest.Format(SHA256.HashData(all));
    }
}
