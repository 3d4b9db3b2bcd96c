using System.IO.Compression;
using Microsoft.Extensions.Options;
using Paas.Apps;
using Paas.Builds;

namespace Paas.Slugs;

/// <summary>Makes slugs of archives that were built elsewhere.</summary>
internal sealed class DirectSlugs(BuildWorkspace workspace, ISlugStore slugs, SlugGarbage garbage, IOptions<EngineOptions> options)
{
    private const string Root = "app";

    /// <summary>Files of an archive in bytes: far more than what may be in a slug comes to.</summary>
    private const long MaxUnpacked = 4L * 1024 * 1024 * 1024;

    /// <summary>Stores the files of a release.</summary>
    /// <returns>The slug, and what keeps it until it is released.</returns>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: something is wrong with the archive, or with what is said of it.</exception>
    public async Task<(Slug Slug, SlugHold Hold)> StoreAsync(AppModel model, SlugRelease release, CancellationToken cancellationToken)
    {
        var stack = release.Stack ?? model.App.Stack;
        if (stack == ContainerStack.Name)
            throw Refuse($"A slug cannot be released on the stack '{ContainerStack.Name}'. Name the stack that it was built for.");
        foreach (var (type, command) in release.ProcessTypes)
        {
            if (!Procfile.IsProcessType(type) || string.IsNullOrWhiteSpace(command) || command.Any(char.IsControl))
                throw Refuse($"The process type '{type}' has an illegal name or command. A name has letters, digits, '-' and '_', a command is one line.");
        }

        var work = Guid.NewGuid();
        try
        {
            var directory = workspace.CreateAppDirectory(work);
            await Task.Run(() => Unpack(release.Archive, directory, cancellationToken), cancellationToken);
            using var packed = await SlugPackaging.PackAsync(
                Path.Combine(directory, Root), slugs, model.SlugPacks, options.Value.MaxSlugSize, workspace.ScratchOf(work), cancellationToken);
            var hold = await packed.StoreAsync(slugs, garbage, cancellationToken);
            return (new Slug
            {
                Id = release.Id,
                Digest = packed.Digest,
                Packs = packed.Packs,
                Size = packed.Size,
                UnpackedSize = packed.UnpackedSize,
                StoredSize = packed.NewBytes,
                ProcessTypes = release.ProcessTypes.WithComparers(StringComparer.Ordinal),
                Language = release.Language,
                Stack = stack,
                Commit = release.Commit,
            }, hold);
        }
        catch (SlugTooLargeException e)
        {
            throw new PaasException(PaasErrors.InvalidParams, e.Message, e);
        }
        catch (SlugFormatException e)
        {
            throw new PaasException(PaasErrors.InvalidParams, $"The slug cannot be unpacked: {e.Message}", e);
        }
        finally
        {
            workspace.Remove(work);
        }
    }

    private static void Unpack(Stream archive, string directory, CancellationToken cancellationToken)
    {
        try
        {
            using var gzip = new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true);
            SlugUnpacker.Read(gzip, directory, null, cancellationToken, MaxUnpacked);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or OverflowException or ArgumentException or FormatException or NotSupportedException)
        {
            throw new SlugFormatException("It is not a tar archive compressed with gzip.", e);
        }

        var root = new DirectoryInfo(Path.Combine(directory, Root));
        if (!root.Exists || root.LinkTarget is not null)
            throw new SlugFormatException($"It has no directory ./{Root}, in which the app's files have to be.");
    }

    private static PaasException Refuse(string reason) => new(PaasErrors.InvalidParams, reason);
}
