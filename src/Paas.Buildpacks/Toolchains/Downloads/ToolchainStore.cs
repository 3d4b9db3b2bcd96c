using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Paas.Toolchains.Downloads;

/// <summary>
/// Toolchains that were downloaded, unpacked, one directory per version and checksum, shared by all apps of the platform.
/// A directory appears under its name when it is complete. Builds get copies: what a build may write is never shared.
/// </summary>
internal sealed partial class ToolchainStore(ToolchainWeb web, TimeProvider time, IOptions<PaasOptions> paas, IOptions<BuildpackOptions> options)
{
    private const int ChecksumLength = 16;
    private static readonly TimeSpan KeptUnused = TimeSpan.FromDays(60);

    private readonly string _root = Path.GetFullPath(Path.Combine(paas.Value.DataDirectory, "toolchains"));
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _locks = new(StringComparer.Ordinal);

    /// <summary>The releases of a toolchain that are there, without the address from which they came.</summary>
    public ImmutableArray<ToolchainRelease> List(string toolchain)
    {
        if (!Directory.Exists(_root))
            return [];

        return [.. from path in Directory.EnumerateDirectories(_root, $"{toolchain}-*")
                   let match = Stored().Match(Path.GetFileName(path)[(toolchain.Length + 1)..])
                   where match.Success
                   select new ToolchainRelease(toolchain, match.Groups["version"].Value) { Checksum = match.Groups["checksum"].Value }];
    }

    /// <summary>Puts a release into a directory, downloading it when it is not there yet.</summary>
    /// <param name="release">With archive and checksum.</param>
    /// <param name="directory">Where to copy it.</param>
    /// <param name="unpack">Puts the archive's content into a directory.</param>
    /// <param name="output">Hears of a long download.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task InstallAsync(ToolchainRelease release, string directory, Action<string, string> unpack, IBuildOutput output, CancellationToken cancellationToken)
    {
        var name = Name(release);
        var turn = _locks.GetOrAdd(name, static _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            var kept = Path.Combine(_root, name);
            if (!Directory.Exists(kept) && release.Archive is null)
                throw new PaasException(PaasErrors.Unavailable, $"{release.Toolchain} {release.Version} is no longer stored.");
            if (!Directory.Exists(kept))
                await AddAsync(release, name, unpack, output, cancellationToken);
            Directory.SetLastWriteTimeUtc(kept, time.GetUtcNow().UtcDateTime);
            DirectoryCopy.Copy(kept, directory, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PaasException(PaasErrors.Unavailable, $"{release.Toolchain} {release.Version} could not be stored: {e.Message}");
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task AddAsync(ToolchainRelease release, string name, Action<string, string> unpack, IBuildOutput output, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_root);
        RemoveUnused(name);

        // Another process with the same data directory may do the same; the first to rename wins.
        var archive = Path.Combine(_root, $"{name}.part");
        var unpacked = Path.Combine(_root, $"{name}.{Guid.NewGuid():N}.tmp");
        await new ToolchainDownload(web, time, options.Value.MaxDownloadSize).RunAsync(release, archive, output, cancellationToken);
        try
        {
            Directory.CreateDirectory(unpacked);
            await Task.Run(() => unpack(archive, unpacked), cancellationToken);
            var kept = Path.Combine(_root, name);
            try
            {
                Directory.Move(unpacked, kept);
            }
            catch (IOException) when (Directory.Exists(kept))
            {
            }
        }
        finally
        {
            File.Delete(archive);
            if (Directory.Exists(unpacked))
                Directory.Delete(unpacked, recursive: true);
        }
    }

    /// <summary>Removes what a host that was killed left of this toolchain, and what no build has used for long.</summary>
    private void RemoveUnused(string name)
    {
        foreach (var left in Directory.EnumerateDirectories(_root, $"{name}.*.tmp"))
            Directory.Delete(left, recursive: true);
        foreach (var other in Directory.EnumerateDirectories(_root).Where(path => time.GetUtcNow().UtcDateTime - Directory.GetLastWriteTimeUtc(path) > KeptUnused))
            Directory.Delete(other, recursive: true);
        foreach (var part in Directory.EnumerateFiles(_root, "*.part").Where(path => time.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(path) > KeptUnused))
            File.Delete(part);
    }

    private static string Name(ToolchainRelease release)
    {
        var version = new string([.. release.Version.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_')]);
        return $"{release.Toolchain}-{version}-{release.Checksum!.Split(':')[^1][..ChecksumLength].ToLowerInvariant()}";
    }

    [GeneratedRegex(@"^(?<version>\d[\w.-]*)-(?<checksum>[0-9a-f]{16})$", RegexOptions.CultureInvariant)]
    private static partial Regex Stored();
}
