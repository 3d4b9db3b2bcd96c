using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Paas.Api.Tests;

/// <summary>Archives as clients make them.</summary>
internal static class TestArchive
{
    public static byte[] Pack(Action<TarWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(zip))
            write(tar);
        return bytes.ToArray();
    }

    public static PaxTarEntry File(string name, string content) => new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) };

    public static string ChecksumOf(byte[] archive) => "SHA256:" + Convert.ToHexStringLower(SHA256.HashData(archive));

    /// <summary>Uploads without a token: the address is the permission.</summary>
    public static async Task<HttpResponseMessage> PutAsync(string url, byte[] content, bool chunked = false)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new ByteArrayContent(content) };
        request.Headers.TransferEncodingChunked = chunked ? true : null;
        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
