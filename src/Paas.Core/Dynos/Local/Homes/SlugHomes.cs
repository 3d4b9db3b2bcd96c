using System.Runtime.Versioning;
using Paas.Slugs;

namespace Paas.Dynos.Local;

/// <summary>
/// Fills the homes of dynos. Where the system has overlays a slug is unpacked once, and each dyno gets a view of it that it may
/// write; elsewhere each dyno gets a copy of its own, straight from the store.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class SlugHomes(ISlugStore slugs, UnpackedSlugs unpacked) : IDisposable
{
    private readonly OwnerMaps _maps = new();
    private volatile bool _noOverlay;

    /// <summary>Fills a home.</summary>
    /// <param name="spec">The dyno.</param>
    /// <param name="directory">Its directory.</param>
    /// <param name="home">Its home below that, empty.</param>
    /// <param name="owner">Whom the files are to belong to; null for the host's own user.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when the slug is not in the store.</returns>
    /// <exception cref="SlugChecksumException">It is damaged.</exception>
    /// <exception cref="SlugFormatException">It cannot be unpacked.</exception>
    public async Task<bool> FillAsync(DynoSpec spec, string directory, string home, FileOwner? owner, CancellationToken cancellationToken)
    {
        if (!_noOverlay && OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && !spec.SlugPacks.IsEmpty)
        {
            if (await unpacked.TakeAsync(spec, directory, cancellationToken) is not { } slug)
                return false;
            if (OverlayHome.TryMount(slug, directory, home, owner, _maps))
                return true;
            _noOverlay = true;
            unpacked.Release(directory);
        }

        return await SlugFiles.UnpackAsync(slugs, spec.SlugDigest!, spec.SlugPacks, home, owner, cancellationToken);
    }

    public void Dispose() => _maps.Dispose();
}
