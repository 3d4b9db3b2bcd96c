using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using Paas.Api.Http;

namespace Paas.Api.Sources;

/// <summary>Uploaded archives, and notes on them: files of the data directory that are removed after a day.</summary>
internal sealed class SourceStore(IOptions<PaasOptions> paas, IOptions<ApiOptions> options, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);
    private const int BufferSize = 80 * 1024;

    private readonly string _directory = Path.GetFullPath(Path.Combine(paas.Value.DataDirectory, "sources"));

    /// <summary>Takes the body of a request as the archive.</summary>
    public async Task ReceiveAsync(Guid id, HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = options.Value.MaxSourceSize;
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        await WriteAsync(PathOf(id), http.Request.Body, http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status200OK;
    }

    /// <summary>Keeps a note beside the archive, which may come later.</summary>
    public Task WriteNoteAsync(Guid id, byte[] note, CancellationToken cancellationToken) => WriteAsync(NoteOf(id), new MemoryStream(note), cancellationToken);

    /// <summary>Null when there is none, or it is too long ago.</summary>
    public async Task<byte[]?> ReadNoteAsync(Guid id, CancellationToken cancellationToken) =>
        File.Exists(NoteOf(id)) ? await File.ReadAllBytesAsync(NoteOf(id), cancellationToken) : null;

    private async Task WriteAsync(string path, Stream body, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_directory);
        RemoveOld();
        var part = path + "." + Guid.NewGuid().ToString("N") + ".part";
        try
        {
            await using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferSize, useAsync: true))
            {
                var buffer = new byte[BufferSize];
                int read;
                while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
                {
                    if (file.Length + read > options.Value.MaxSourceSize)
                        throw new BadHttpRequestException($"The archive is larger than {options.Value.MaxSourceSize} bytes.", StatusCodes.Status413PayloadTooLarge);
                    await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                }
            }

            File.Move(part, path, overwrite: true);
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

    private string NoteOf(Guid id) => Path.Combine(_directory, id + ".json");

    /// <summary>Whether a stream has the digest that a client gave, <c>SHA256:…</c>; the stream is then back at its beginning.</summary>
    public static async Task<bool> MatchesAsync(Stream stream, string checksum, CancellationToken cancellationToken)
    {
        var actual = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
        stream.Position = 0;
        return string.Equals(checksum[(checksum.IndexOf(':', StringComparison.Ordinal) + 1)..], actual, StringComparison.OrdinalIgnoreCase);
    }
}
