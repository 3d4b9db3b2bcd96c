using System.Globalization;
using System.Net;
using System.Security.Cryptography;

namespace Paas.Toolchains.Downloads;

/// <summary>
/// Downloads an archive and checks it. What came of a download that broke off is kept and continued, by the next attempt or
/// the next build; only the whole file with the right checksum is ever used.
/// </summary>
internal sealed class ToolchainDownload(ToolchainWeb web, TimeProvider time, long maxSize)
{
    private const int Attempts = 3;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    /// <summary>Downloads into <paramref name="file"/>, which may hold the beginning already.</summary>
    /// <exception cref="PaasException">It cannot be had, or is not what its checksum says; then the file is gone.</exception>
    public async Task RunAsync(ToolchainRelease release, string file, IBuildOutput output, CancellationToken cancellationToken)
    {
        var address = release.Archive!;
        for (var attempt = 1; ; attempt++)
        {
            var continued = File.Exists(file) && new FileInfo(file).Length > 0;
            try
            {
                await FetchAsync(release, file, output, cancellationToken);
            }
            catch (PaasException) when (attempt < Attempts && File.Exists(file) && new FileInfo(file).Length > 0)
            {
                output.Detail($"The download of {release.Toolchain} {release.Version} broke off; continuing it");
                continue;
            }

            if (await IsRightAsync(file, release.Checksum!, cancellationToken))
                return;
            File.Delete(file);
            if (!continued || attempt >= Attempts)
                throw ToolchainWeb.Failed(address, $"is not the archive that its distribution describes: its checksum is not {release.Checksum}. It was thrown away");
        }
    }

    private async Task FetchAsync(ToolchainRelease release, string file, IBuildOutput output, CancellationToken cancellationToken)
    {
        var address = release.Archive!;
        var have = File.Exists(file) ? new FileInfo(file).Length : 0;
        await web.GetAsync(address, have, async (response, silence) =>
        {
            // Asked for what follows the end of a whole file.
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && have > 0)
                return true;
            if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent))
                throw ToolchainWeb.Failed(address, $"answered {(int)response.StatusCode}");

            var from = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == have ? have : 0;
            if (from == 0 && response.StatusCode == HttpStatusCode.PartialContent)
                throw ToolchainWeb.Failed(address, "sent another part than it was asked for");
            var whole = from + response.Content.Headers.ContentLength;
            if (whole > maxSize)
                throw ToolchainWeb.Failed(address, $"is larger than the {maxSize >> 20} MB that are allowed");

            var told = time.GetTimestamp();
            await using var stream = new FileStream(file, from == 0 ? FileMode.Create : FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 1);
            await ToolchainWeb.CopyAsync(address, response, stream, maxSize - from, silence, count =>
            {
                if (time.GetElapsedTime(told) < Quiet)
                    return;
                told = time.GetTimestamp();
                var of = whole is null ? "" : string.Create(CultureInfo.InvariantCulture, $" of {whole >> 20}");
                output.Detail(string.Create(CultureInfo.InvariantCulture, $"Downloading {release.Toolchain} {release.Version}: {(from + count) >> 20}{of} MB"));
            });
            if (whole is not null && stream.Length < whole)
                throw ToolchainWeb.Failed(address, $"ended after {stream.Length} of {whole} bytes");
            return true;
        }, cancellationToken);
    }

    private static async Task<bool> IsRightAsync(string file, string checksum, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        var digest = checksum.Split(':') switch
        {
            ["sha256", _] => await SHA256.HashDataAsync(stream, cancellationToken),
            ["sha512", _] => await SHA512.HashDataAsync(stream, cancellationToken),
            _ => [],
        };
        return Convert.ToHexStringLower(digest).Equals(checksum.Split(':')[^1], StringComparison.OrdinalIgnoreCase);
    }
}
