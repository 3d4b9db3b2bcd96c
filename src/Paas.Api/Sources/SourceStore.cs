using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Paas.Api.Http;

namespace Paas.Api.Sources;

/// <summary>Uploaded archives of source: files of the data directory that are removed after a day.</summary>
internal sealed class SourceStore(IOptions<PaasOptions> paas, IOptions<ApiOptions> options, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);
    private const int BufferSize = 80 * 1024;

    private readonly string _directory = Path.GetFullPath(Path.Combine(paas.Value.DataDirectory, "sources"));

    public async Task WriteAsync(Guid id, Stream body, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_directory);
        RemoveOld();
        var part = PathOf(id) + "." + Guid.NewGuid().ToString("N") + ".part";
        try
        {
            await using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferSize, useAsync: true))
            {
                var buffer = new byte[BufferSize];
                int read;
                while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
                {
                    if (file.Length + read > options.Value.MaxSourceSize)
                        throw ApiException.Invalid($"The archive is larger than {options.Value.MaxSourceSize} bytes.");
                    await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                }
            }

            File.Move(part, PathOf(id), overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Null when nothing was uploaded, or it is too long ago.</summary>
    public Stream? Open(Guid id) => File.Exists(PathOf(id)) ? File.OpenRead(PathOf(id)) : null;

    private void RemoveOld()
    {
        foreach (var file in Directory.EnumerateFiles(_directory))
        {
            if (File.GetLastWriteTimeUtc(file) < time.GetUtcNow() - Lifetime)
                File.Delete(file);
        }
    }

    private string PathOf(Guid id) => Path.Combine(_directory, id + ".tgz");

    /// <summary>Whether a stream has the digest that a client gave, <c>SHA256:…</c>; the stream is then back at its beginning.</summary>
    public static async Task<bool> MatchesAsync(Stream stream, string checksum, CancellationToken cancellationToken)
    {
        var actual = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
        stream.Position = 0;
        return string.Equals(checksum[(checksum.IndexOf(':', StringComparison.Ordinal) + 1)..], actual, StringComparison.OrdinalIgnoreCase);
    }
}
