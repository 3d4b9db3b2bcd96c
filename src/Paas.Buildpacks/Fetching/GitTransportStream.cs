using System.Diagnostics.CodeAnalysis;
using System.Net.Http;
using LibGit2Sharp;

namespace Paas.Fetching;

/// <summary>A request to a git server and its answer, as libgit2 writes and reads them.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "libgit2 frees it, by the method for that.")]
internal sealed class GitTransportStream(GitTransport transport, HttpMethod method, string path) : SmartSubtransportStream(transport)
{
    private readonly MemoryStream _request = new();
    private HttpResponseMessage? _response;
    private Stream? _content;

    public override int Write(Stream dataStream, long length)
    {
        var buffer = new byte[length];
        dataStream.ReadExactly(buffer);
        _request.Write(buffer);
        return 0;
    }

    public override int Read(Stream dataStream, long length, out long bytesRead)
    {
        _response ??= transport.Send(method, path, method == HttpMethod.Post ? _request.ToArray() : null);
        _content ??= _response.Content.ReadAsStream();
        var buffer = new byte[Math.Min(length, 64 * 1024)];
        var read = transport.Read(_content, buffer);
        dataStream.Write(buffer, 0, read);
        bytesRead = read;
        return 0;
    }

    protected override void Free()
    {
        _content?.Dispose();
        _response?.Dispose();
        _request.Dispose();
        base.Free();
    }
}
