using Microsoft.AspNetCore.Http;
using Paas.Api.Http;
using Paas.Api.Json;
using Paas.Api.Streams;

namespace Paas.Api.Sources;

/// <summary>Where a client puts an archive of source before it asks for a build of it.</summary>
internal sealed class SourceEndpoints(CapabilityUrls urls, SourceStore store) : IApiEndpoints
{
    private const string Kind = "source";
    private const string Prefix = "/sources/";

    public void Map(ApiRoutes routes)
    {
        routes.Post("/sources", CreateAsync);
        routes.Post("/apps/{app}/sources", CreateAsync);
        routes.Open("PUT", Prefix + "{grant}", UploadAsync);
        routes.Open("GET", Prefix + "{grant}", DownloadAsync);
    }

    /// <summary>The archive that a URL of ours names, or null for any other URL.</summary>
    public Stream? TryOpen(Uri url, ApiCall call) =>
        url.Authority == call.BaseUrl.Authority && url.AbsolutePath.StartsWith(Prefix, StringComparison.Ordinal) ? Open(url.AbsolutePath[Prefix.Length..]) : null;

    private Task<ApiAnswer> CreateAsync(ApiCall call)
    {
        var url = new Uri(call.BaseUrl, Prefix[1..] + urls.Seal(Kind, SourceStore.Lifetime, Guid.NewGuid().ToString())).AbsoluteUri;
        return Task.FromResult(ApiAnswer.Created(new SourceBody(new SourceBlobUrls(url, url)), ApiJson.Default.SourceBody));
    }

    private Task UploadAsync(HttpContext http) => store.ReceiveAsync(IdOf(Grant(http)), http);

    private async Task DownloadAsync(HttpContext http)
    {
        await using var archive = Open(Grant(http));
        http.Response.ContentType = "application/gzip";
        http.Response.ContentLength = archive.Length;
        await archive.CopyToAsync(http.Response.Body, http.RequestAborted);
    }

    private Stream Open(string grant) => store.Open(IdOf(grant)) ?? throw ApiException.NotFound("source");

    private Guid IdOf(string grant) => Guid.Parse(urls.Open(Kind, grant)[0]);

    private static string Grant(HttpContext http) => (string)http.Request.RouteValues["grant"]!;
}
