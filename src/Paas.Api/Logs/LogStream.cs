using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;

namespace Paas.Api.Logs;

/// <summary>
/// A log as server-sent events, a line each with an id, so that a client that comes back with <c>Last-Event-ID</c> misses
/// nothing that is still kept. Source: WHATWG HTML, section 9.2.
/// </summary>
internal sealed class LogStream(IPlatform platform, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private const int MaxLines = 1_500;
    private static readonly TimeSpan _heartbeat = TimeSpan.FromSeconds(30);

    public async Task ServeAsync(HttpContext http, string app, LogQuery query)
    {
        var response = http.Response;
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no"; // nginx would hold lines back
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);

        // A client that has read everything would wait this long before it ends; one that follows keeps its own pace.
        await SendAsync(response, query.Tail ? ": \n\n" : "retry: 1\n\n", http.RequestAborted);
        var seen = LogEventId.Parse(http.Request.Headers["Last-Event-ID"].ToString());
        if (seen is not null)
            query = query with { Lines = MaxLines };
        try
        {
            await WriteAsync(response, platform.Logs.ReadAsync(app, query, stopping.Token), seen, stopping.Token);
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            // The host stops: a clean end, after which a client that follows comes back.
        }
    }

    private async Task WriteAsync(HttpResponse response, IAsyncEnumerable<LogLine> lines, LogEventId? seen, CancellationToken cancellationToken)
    {
        await using var reader = lines.GetAsyncEnumerator(cancellationToken);
        var id = default(LogEventId);
        var text = new StringBuilder();
        var next = reader.MoveNextAsync().AsTask();
        while (true)
        {
            if (!next.IsCompleted)
            {
                await SendAsync(response, text.ToString(), cancellationToken);
                text.Clear();
                await WaitAsync(response, next, cancellationToken);
            }

            if (!await next)
                break;
            var line = reader.Current;
            id = id.Next(line.At);
            if (seen is not { } last || id.CompareTo(last) > 0)
                text.Append("id: ").Append(id).Append("\ndata: ").Append(line).Append("\n\n");
            next = reader.MoveNextAsync().AsTask();
        }

        await SendAsync(response, text.ToString(), cancellationToken);
    }

    /// <summary>Says now and then that the stream is alive, until there is a line.</summary>
    private async Task WaitAsync(HttpResponse response, Task next, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var silence = Task.Delay(_heartbeat, time, waiting.Token);
            var first = await Task.WhenAny(next, silence);
            await waiting.CancelAsync();
            if (first == next)
                return;
            cancellationToken.ThrowIfCancellationRequested();
            await SendAsync(response, ": \n\n", cancellationToken);
        }
    }

    private static async Task SendAsync(HttpResponse response, string text, CancellationToken cancellationToken)
    {
        if (text.Length == 0)
            return;
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
