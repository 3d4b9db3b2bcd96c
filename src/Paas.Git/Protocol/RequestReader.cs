using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Paas.Git.Protocol;

/// <summary>
/// Reads the body of a request: packets, then perhaps a pack. Unpacks gzip, and gives up when nothing came for a while.
/// </summary>
internal sealed class RequestReader : IAsyncDisposable
{
    private readonly PipeReader _pipe;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly CancellationToken _aborted;

    public RequestReader(Stream body, TimeSpan timeout, TimeProvider time, CancellationToken aborted)
    {
        _pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: 128 * 1024, minimumReadSize: 32 * 1024));
        (_timeout, _time, _aborted) = (timeout, time, aborted);
    }

    public static RequestReader Create(HttpRequest request, TimeSpan timeout, TimeProvider time, CancellationToken aborted)
    {
        var encoding = request.Headers.ContentEncoding.ToString();
        return encoding switch
        {
            "" or "identity" => new RequestReader(request.Body, timeout, time, aborted),
            "gzip" or "x-gzip" => new RequestReader(new GZipStream(request.Body, CompressionMode.Decompress), timeout, time, aborted),
            _ => throw new GitProtocolException("the Content-Encoding of the request is not supported; use gzip or none"),
        };
    }

    /// <summary>The next packet's kind and text without its line feed, or null at the end of the body.</summary>
    public async ValueTask<(PktKind Kind, string Text)?> ReadLineAsync()
    {
        while (true)
        {
            var result = await ReadAsync();
            var buffer = result.Buffer;
            if (PktLine.TryRead(ref buffer, out var kind, out var payload))
            {
                // Latin-1 keeps odd bytes apart, so that a hostile name is refused rather than changed.
                var text = Encoding.Latin1.GetString(payload).TrimEnd('\n');
                _pipe.AdvanceTo(buffer.Start);
                return (kind, text);
            }

            var (rest, completed) = (buffer.Length, result.IsCompleted);
            _pipe.AdvanceTo(buffer.Start, buffer.End);
            if (completed)
                return rest == 0 ? null : throw new GitProtocolException("the request ends in the middle of a packet");
        }
    }

    /// <summary>Hands what follows to <paramref name="consume"/>, piece by piece, until the body ends.</summary>
    public async ValueTask CopyToAsync(Action<ReadOnlySequence<byte>> consume)
    {
        while (true)
        {
            var result = await ReadAsync();
            if (!result.Buffer.IsEmpty)
                consume(result.Buffer);
            _pipe.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                return;
        }
    }

    public ValueTask DisposeAsync() => _pipe.CompleteAsync();

    private async ValueTask<ReadResult> ReadAsync()
    {
        if (_pipe.TryRead(out var ready))
            return ready;

        using var idle = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, _aborted);
        try
        {
            return await _pipe.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (idle.IsCancellationRequested && !_aborted.IsCancellationRequested)
        {
            throw new GitProtocolException($"nothing was received for {_timeout.TotalSeconds:0} seconds; push again");
        }
        catch (InvalidDataException)
        {
            throw new GitProtocolException("the request is not valid gzip");
        }
    }
}
