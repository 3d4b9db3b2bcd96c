using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Paas.Selection;

namespace Paas.Fetching;

/// <summary>Buildpacks in tarballs, whose version is their digest.</summary>
internal sealed class ArchiveSource(BuildpackOptions options)
{
    private const string TagNote = "etag";
    private const string TaggedNote = "etag-of";

    /// <summary>Makes sure that the newest content is on the shelf and returns its digest.</summary>
    /// <exception cref="HttpRequestException">The server cannot be reached, or does not want to.</exception>
    public async ValueTask<string> UpdateAsync(BuildpackReference reference, BuildpackShelf shelf, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(shelf.Directory);
        var file = Path.Combine(shelf.Directory, "download");
        try
        {
            if (reference.IsLocal)
            {
                if (!File.Exists(reference.Address))
                    throw new PaasException(PaasErrors.InvalidParams, $"The buildpack '{reference.Shown}' does not exist on the platform's machine.");
                File.Copy(reference.Address, file, overwrite: true);
            }
            else if (await DownloadAsync(reference, shelf, file, cancellationToken) is { } unchanged)
            {
                return unchanged;
            }

            string version;
            await using (var content = File.OpenRead(file))
                version = "sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
            if (!shelf.Has(version))
                shelf.Add(version, directory => Unpack(file, directory, reference.Shown, cancellationToken));
            if (shelf.ReadNote(TagNote) is not null)
                shelf.WriteNote(TaggedNote, version);
            return version;
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Returns the version that is on the shelf when the server says that it is still the one.</summary>
    private async ValueTask<string?> DownloadAsync(BuildpackReference reference, BuildpackShelf shelf, string file, CancellationToken cancellationToken)
    {
        using var client = GuardedHttp.Create(guarded: !reference.Trusted && !options.AllowPrivateAddresses);
        using var request = new HttpRequestMessage(HttpMethod.Get, BuildpackReference.Show(reference.Address));
        if (new Uri(reference.Address).UserInfo is { Length: > 0 } info)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(info.Contains(':', StringComparison.Ordinal) ? info : info + ":"))));
        var known = shelf.ReadNote(TaggedNote) is { } version && shelf.Has(version) ? version : null;
        if (known is not null && shelf.ReadNote(TagNote) is { } tag && EntityTagHeaderValue.TryParse(tag, out var parsed))
            request.Headers.IfNoneMatch.Add(parsed);

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotModified && known is not null)
            return known;
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
            throw new PaasException(PaasErrors.InvalidParams, $"There is no buildpack at {reference.Shown} (404).");
        response.EnsureSuccessStatusCode();

        await using (var content = await response.Content.ReadAsStreamAsync(cancellationToken))
        await using (var target = File.Create(file))
        {
            var buffer = new byte[64 * 1024];
            for (int read; (read = await content.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                if (target.Length + read > options.MaxBuildpackSize)
                    throw new PaasException(PaasErrors.InvalidParams, FormattableString.Invariant($"The buildpack {reference.Shown} takes more than {options.MaxBuildpackSize / (1024 * 1024)} MB; it was not used."));
                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }

        shelf.WriteNote(TagNote, response.Headers.ETag?.ToString() ?? "");
        return null;
    }

    private void Unpack(string file, string directory, string shown, CancellationToken cancellationToken)
    {
        var tree = new SafeTree(directory, shown, options.MaxBuildpackSize);
        try
        {
            using var content = File.OpenRead(file);
            using var plain = IsGzip(content) ? new GZipStream(content, CompressionMode.Decompress) : (Stream)content;
            using var reader = new TarReader(plain);
            while (reader.GetNextEntry() is { } entry)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Add(tree, entry, shown);
            }

            tree.Complete();
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException or OverflowException or ArgumentException or NotSupportedException)
        {
            throw new PaasException(PaasErrors.InvalidParams, $"The buildpack {shown} is no tar.gz archive: {exception.Message}", exception);
        }

        Unwrap(directory);
    }

    private static void Add(SafeTree tree, TarEntry entry, string shown)
    {
        switch (entry.EntryType)
        {
            case TarEntryType.Directory or TarEntryType.DirectoryList:
                tree.AddDirectory(entry.Name);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                tree.AddFile(entry.Name, entry.Mode.HasFlag(UnixFileMode.UserExecute), entry.DataStream ?? Stream.Null);
                break;
            case TarEntryType.SymbolicLink:
                tree.AddLink(entry.Name, entry.LinkName);
                break;
            case TarEntryType.HardLink:
                tree.AddCopy(entry.Name, entry.LinkName);
                break;
            case TarEntryType.GlobalExtendedAttributes:
                break;
            default:
                throw new PaasException(PaasErrors.InvalidParams, $"The buildpack {shown} holds '{entry.Name}', which is a {entry.EntryType}; it was not used.");
        }
    }

    /// <summary>Archives that code hosts make have everything in one directory.</summary>
    private static void Unwrap(string directory)
    {
        if (Directory.Exists(Path.Combine(directory, "bin")) || Directory.GetFileSystemEntries(directory) is not [var only] || !Directory.Exists(only) || new DirectoryInfo(only).LinkTarget is not null)
            return;
        var aside = Path.Combine(directory, $".{Guid.NewGuid():n}");
        Directory.Move(only, aside);
        foreach (var entry in new DirectoryInfo(aside).GetFileSystemInfos())
        {
            var place = Path.Combine(directory, entry.Name);
            if (entry is DirectoryInfo { LinkTarget: null } inner)
                inner.MoveTo(place);
            else
                File.Move(entry.FullName, place);
        }

        Directory.Delete(aside);
    }

    private static bool IsGzip(FileStream content)
    {
        var isGzip = content.ReadByte() == 0x1f && content.ReadByte() == 0x8b;
        content.Position = 0;
        return isGzip;
    }
}
