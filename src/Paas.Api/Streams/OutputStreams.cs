using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Paas.Api.Http;

namespace Paas.Api.Streams;

/// <summary>
/// Live output of builds and release commands: the whole text from its beginning, chunked until it ends. A
/// <c>Range: bytes=N-</c> header resumes after a broken connection.
/// </summary>
internal sealed class OutputStreams(CapabilityUrls urls, IPlatform platform) : IApiEndpoints
{
    private const string Build = "build";
    private const string Release = "release";
    private static readonly TimeSpan _lifetime = TimeSpan.FromHours(24);

    public string ForBuild(ApiCall call, Guid build) => Url(call, Build, build.ToString());

    public string ForRelease(ApiCall call, int version) => Url(call, Release, version.ToString(CultureInfo.InvariantCulture));

    public void Map(ApiRoutes routes)
    {
        routes.Open("GET", "/streams/build/{grant}", http => ServeAsync(http, Build));
        routes.Open("GET", "/streams/release/{grant}", http => ServeAsync(http, Release));
    }

    private async Task ServeAsync(HttpContext http, string kind)
    {
        var grant = urls.Open(kind, (string)http.Request.RouteValues["grant"]!);
        var lines = kind == Build
            ? platform.Builds.OutputAsync(grant[0], Guid.Parse(grant[1]), http.RequestAborted)
            : platform.Releases.OutputAsync(grant[0], int.Parse(grant[1], CultureInfo.InvariantCulture), http.RequestAborted);
        await WriteAsync(http, lines);
    }

    private static async Task WriteAsync(HttpContext http, IAsyncEnumerable<string> lines)
    {
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var response = http.Response;
        var skip = Offset(http.Request.Headers.Range.ToString());
        if (skip > 0)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {skip}-/*");
        }

        response.ContentType = "text/plain; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.AcceptRanges = "bytes";
        await response.StartAsync(http.RequestAborted);
        await foreach (var line in lines)
        {
            var bytes = Encoding.UTF8.GetBytes(line + "\n");
            if (skip >= bytes.Length)
            {
                skip -= bytes.Length;
                continue;
            }

            await response.Body.WriteAsync(bytes.AsMemory((int)skip), http.RequestAborted);
            await response.Body.FlushAsync(http.RequestAborted);
            skip = 0;
        }
    }

    /// <summary>N of <c>bytes=N-</c>; the whole for any other range.</summary>
    private static long Offset(string range) =>
        range.StartsWith("bytes=", StringComparison.Ordinal) && range.EndsWith('-') && long.TryParse(range.AsSpan(6, range.Length - 7), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? offset
            : 0;

    private string Url(ApiCall call, string kind, string id) =>
        new Uri(call.BaseUrl, $"streams/{kind}/{urls.Seal(kind, _lifetime, call.AppId, id)}").AbsoluteUri;
}
