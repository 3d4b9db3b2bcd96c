using System.Collections.Immutable;
using System.Text;
using Paas.Apps;
using Paas.Engine;
using Paas.Releases;

namespace Paas.Slugs;

internal sealed class PlatformSlugs(EngineServices engine) : ISlugs
{
    private const int MaxDirectories = 20;

    public async Task<SlugDetails> GetAsync(string app, int? version, CancellationToken cancellationToken)
    {
        var state = await engine.Apps.FindAsync(app, cancellationToken);
        var release = (await FindAsync(state, version ?? state.Model.Document.CurrentVersion, cancellationToken)).Release;
        try
        {
            using var slug = await OpenSlug.OpenAsync(engine.Slugs, release.Slug!, cancellationToken);
            return new SlugDetails(release.Slug!, release.Version, [.. slug.Entries.Select(Show)])
            {
                LargestDirectories = [.. SlugDirectories.Largest(slug.Entries, MaxDirectories).Select(static pair => new SlugFile(pair.Name, ModeOf(SlugEntryKind.Directory), pair.Size))],
                BillOfMaterials = await slug.ReadAsync(BillOfMaterials.Path, cancellationToken) is { } bill ? Encoding.UTF8.GetString(bill) : null,
                Changes = await CompareAsync(state, release, slug.Entries, cancellationToken),
            };
        }
        catch (Exception exception) when (exception is SlugChecksumException or SlugFormatException)
        {
            throw Damaged(release, exception);
        }
    }

    public async Task<Stream> OpenArchiveAsync(string app, int version, CancellationToken cancellationToken)
    {
        var state = await engine.Apps.FindAsync(app, cancellationToken);
        var release = (await FindAsync(state, version, cancellationToken)).Release;
        var slug = release.Slug!;
        if (slug.Packs.IsEmpty && await engine.Slugs.OpenAsync(slug.Digest!, cancellationToken) is { } archive)
            return archive;
        var directory = Directory.CreateTempSubdirectory("paas-slug-").FullName;
        try
        {
            if (!await SlugFiles.UnpackAsync(engine.Slugs, slug.Digest!, slug.Packs, directory, null, cancellationToken))
                throw new SlugFormatException("It is not in the slug store.");
            var file = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 81920, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
            SlugArchive.Pack(directory, file, long.MaxValue, cancellationToken);
            file.Position = 0;
            return file;
        }
        catch (Exception exception) when (exception is SlugChecksumException or SlugFormatException)
        {
            throw Damaged(release, exception);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private async Task<ReleaseDocument> FindAsync(AppState state, int version, CancellationToken cancellationToken)
    {
        var document = await PlatformReleases.ReadAsync(engine.Store, state, version, cancellationToken);
        return document.Release.Slug switch
        {
            { Digest: not null } => document,
            null => throw new PaasException(PaasErrors.NotFound, FormattableString.Invariant($"Release v{version} of app {state.Model.App.Name} has no slug, since nothing was deployed then.")),
            _ => throw new PaasException(PaasErrors.NotFound, FormattableString.Invariant($"Release v{version} of app {state.Model.App.Name} is container images; look into them with the tools for images.")),
        };
    }

    /// <summary>What is different from the newest earlier release with another slug.</summary>
    private async Task<SlugChanges?> CompareAsync(AppState state, Release release, IReadOnlyList<SlugEntry> entries, CancellationToken cancellationToken)
    {
        var documents = await engine.Store.ListAsync(Keys.Releases(state.Id), cancellationToken);
        var before = documents.Select(static document => EngineJson.Read(document, EngineJson.Default.ReleaseDocument).Release)
            .LastOrDefault(other => other.Version < release.Version && other.Slug?.Digest is { } digest && digest != release.Slug!.Digest);
        if (before is null)
            return null;
        try
        {
            using var earlier = await OpenSlug.OpenAsync(engine.Slugs, before.Slug!, cancellationToken);
            var old = earlier.Entries.ToDictionary(static entry => entry.Name, StringComparer.Ordinal);
            var names = entries.Select(static entry => entry.Name).ToHashSet(StringComparer.Ordinal);
            return new SlugChanges(
                before.Version,
                [.. entries.Where(entry => !old.ContainsKey(entry.Name)).Select(static entry => entry.Name)],
                [.. entries.Where(entry => old.TryGetValue(entry.Name, out var other) && !entry.IsSame(other)).Select(static entry => entry.Name)],
                [.. earlier.Entries.Where(entry => !names.Contains(entry.Name)).Select(static entry => entry.Name)]);
        }
        catch (Exception exception) when (exception is SlugChecksumException or SlugFormatException)
        {
            return null;
        }
    }

    private static SlugFile Show(SlugEntry entry) =>
        new(entry.Name, ModeOf(entry.Kind), entry.Size) { LinkTarget = entry.Kind is SlugEntryKind.Link ? entry.Target : null };

    private static string ModeOf(SlugEntryKind kind) => kind switch
    {
        SlugEntryKind.Directory => "drwxr-xr-x",
        SlugEntryKind.Executable => "-rwxr-xr-x",
        SlugEntryKind.Link => "lrwxrwxrwx",
        _ => "-rw-r--r--",
    };

    private static PaasException Damaged(Release release, Exception cause) => new(
        PaasErrors.Unavailable, FormattableString.Invariant($"The slug of v{release.Version} cannot be read: {cause.Message} Deploy again."), cause);
}
