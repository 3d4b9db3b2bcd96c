using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Paas.Toolchains.Distributions;
using Paas.Toolchains.Downloads;

namespace Paas.Toolchains;

/// <summary>
/// What the official source and the mirrors have in common: lists that are good for an hour and are used longer when their
/// site cannot be asked, and downloads through the store.
/// </summary>
internal abstract class DownloadedToolchains(ToolchainWeb web, ToolchainStore store, TimeProvider time) : IToolchainSource
{
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);
    private static readonly TimeSpan FreshFailure = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Listing> _listings = new(StringComparer.Ordinal);

    public abstract string Name { get; }

    /// <summary>The distributions to ask for a toolchain, in order: the first that is there answers.</summary>
    protected abstract IEnumerable<(Distribution Distribution, Uri Root)> Find(string toolchain);

    public async ValueTask<ImmutableArray<ToolchainRelease>> ListAsync(string toolchain, BuildContext context, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux() || !Find(toolchain).Any())
            return [];

        var known = _listings.GetValueOrDefault(toolchain);
        if (known is null || time.GetElapsedTime(known.At) > (known.Failure is null ? Fresh : FreshFailure))
        {
            var asked = await AskAsync(toolchain, cancellationToken);
            known = asked.Failure is not null && known is { Failure: null } ? known with { At = asked.At } : asked;
            _listings[toolchain] = known;
        }

        if (known.Failure is not { } failure)
            return known.Releases;

        // What was got before is there without anybody's answer.
        var stored = store.List(toolchain);
        return stored.IsEmpty ? throw new PaasException(PaasErrors.Unavailable, failure) : stored;
    }

    public async ValueTask InstallAsync(ToolchainRelease release, string directory, BuildContext context, CancellationToken cancellationToken)
    {
        if (release.Archive is null)
        {
            await store.InstallAsync(release, directory, static (_, _) => throw new InvalidOperationException("It is stored."), context.Output, cancellationToken);
            return;
        }

        // Only what was listed here: nobody else chooses an address.
        var listing = _listings.GetValueOrDefault(release.Toolchain);
        if (listing is null || listing.Releases.FirstOrDefault(known => known == release) is not { Archive: { } archive } own)
            throw new PaasException(PaasErrors.Unavailable, $"{release.Toolchain} {release.Version} is not a release of {Name}.");

        var origin = new ToolchainOrigin(listing.Distribution.Official, listing.Root, web);
        if ((own.Checksum ?? await listing.Distribution.FindChecksumAsync(origin, own, cancellationToken)) is not { } checksum)
            throw ToolchainWeb.Failed(archive, "has no checksum, so it is not used");
        await store.InstallAsync(own with { Checksum = checksum }, directory, listing.Distribution.Unpack, context.Output, cancellationToken);
    }

    private async ValueTask<Listing> AskAsync(string toolchain, CancellationToken cancellationToken)
    {
        string? failure = null;
        foreach (var (distribution, root) in Find(toolchain))
        {
            try
            {
                var releases = await distribution.ListAsync(new ToolchainOrigin(distribution.Official, root, web), cancellationToken);
                return new Listing(releases, distribution, root, null, time.GetTimestamp());
            }
            catch (PaasException e)
            {
                failure ??= e.Message;
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException or FormatException)
            {
                failure ??= $"{ToolchainWeb.WithoutUser(root)} does not have the index that {toolchain} is listed in.";
            }
        }

        var (first, at) = Find(toolchain).First();
        return new Listing([], first, at, failure, time.GetTimestamp());
    }

    private sealed record Listing(ImmutableArray<ToolchainRelease> Releases, Distribution Distribution, Uri Root, string? Failure, long At);
}
