using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Paas.Toolchains;

/// <summary>A web server with the files of a distribution, which can fail in the ways in which servers do.</summary>
internal sealed class MirrorServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _requests = new();

    private MirrorServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single() + "/");

    /// <summary>Path and range of each request so far.</summary>
    public string[] Requests => [.. _requests];

    /// <summary>After so many bytes of an archive the connection breaks; that many times.</summary>
    public (int Bytes, int Times) Break { get; set; }

    /// <summary>Called after the first half of an archive; the rest comes when its task ends.</summary>
    public Func<Task>? Halfway { get; set; }

    /// <summary>Waits until the client has got so many bytes: what is in flight when a connection breaks may be lost.</summary>
    public Func<int, Task> Received { get; set; } = static _ => Task.CompletedTask;

    public bool SupportsRanges { get; set; } = true;

    /// <summary>User and password that requests must have.</summary>
    public string? Credentials { get; set; }

    public static async Task<MirrorServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var server = new MirrorServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public MirrorServer With(string path, byte[] content)
    {
        _files[path] = content;
        return this;
    }

    public MirrorServer With(string path, string text) => With(path, Encoding.UTF8.GetBytes(text));

    public static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    public static string Sha512(byte[] content) => Convert.ToHexStringLower(SHA512.HashData(content));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var path = (http.Request.Path + http.Request.QueryString).TrimStart('/');
        var range = http.Request.Headers.Range.ToString();
        _requests.Enqueue(range.Length == 0 ? path : $"{path} {range}");
        if (Credentials is not null && http.Request.Headers.Authorization != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Credentials)))
        {
            http.Response.StatusCode = 401;
            return;
        }

        if (!_files.TryGetValue(path, out var content))
        {
            http.Response.StatusCode = 404;
            return;
        }

        var from = SupportsRanges && range.Length > 0 ? int.Parse(range.Split('=', '-')[1], CultureInfo.InvariantCulture) : 0;
        if (from > 0)
        {
            http.Response.StatusCode = from >= content.Length ? 416 : 206;
            http.Response.Headers.ContentRange = $"bytes {from}-{content.Length - 1}/{content.Length}";
            if (from >= content.Length)
                return;
        }

        http.Response.ContentLength = content.Length - from;
        var isArchive = path.EndsWith("gz", StringComparison.Ordinal) || path.EndsWith("zip", StringComparison.Ordinal);
        if (isArchive && Break.Times > 0)
        {
            Break = Break with { Times = Break.Times - 1 };
            await http.Response.Body.WriteAsync(content.AsMemory(from, Break.Bytes));
            await http.Response.Body.FlushAsync();
            await Received(from + Break.Bytes);
            http.Abort();
            return;
        }

        var middle = isArchive && Halfway is not null ? (content.Length - from) / 2 : 0;
        if (middle > 0)
        {
            await http.Response.Body.WriteAsync(content.AsMemory(from, middle));
            await http.Response.Body.FlushAsync();
            await Received(from + middle);
            await Halfway!();
        }

        await http.Response.Body.WriteAsync(content.AsMemory(from + middle));
    }
}
