using Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http;

namespace Paas.Heads;

/// <summary>Takes what Kestrel's parser finds and keeps none of it.</summary>
public sealed class KestrelHandler : IHttpRequestLineHandler, IHttpHeadersHandler
{
    /// <summary>Bytes of names and values.</summary>
    public int Seen { get; private set; }

    /// <inheritdoc/>
    public void OnStartLine(HttpVersionAndMethod versionAndMethod, TargetOffsetPathLength targetPath, Span<byte> startLine) => Seen += startLine.Length;

    /// <inheritdoc/>
    public void OnHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => Seen += name.Length + value.Length;

    /// <inheritdoc/>
    public void OnHeadersComplete(bool endStream) => Seen++;

    /// <inheritdoc/>
    public void OnStaticIndexedHeader(int index) => throw new NotSupportedException("That is HTTP/3.");

    /// <inheritdoc/>
    public void OnStaticIndexedHeader(int index, ReadOnlySpan<byte> value) => throw new NotSupportedException("That is HTTP/3.");
}
