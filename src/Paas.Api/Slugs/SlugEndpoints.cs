using System.Globalization;
using Microsoft.AspNetCore.Http;
using Paas.Api.Http;
using Paas.Api.Json;
using Paas.Api.Streams;

namespace Paas.Api.Slugs;

/// <summary>The slugs that an app's releases have.</summary>
internal sealed class SlugEndpoints(CapabilityUrls urls, IPlatform platform) : IApiEndpoints
{
    private const string Kind = "slug";
    private static readonly TimeSpan _lifetime = TimeSpan.FromHours(1);

    public void Map(ApiRoutes routes)
    {
        routes.Get("/apps/{app}/slugs/{slug}", ShowAsync);
        routes.Open("GET", "/slugs/{grant}", DownloadAsync);
    }

    private async Task<ApiAnswer> ShowAsync(ApiCall call)
    {
        var wanted = call.Path("slug");
        var releases = await call.Platform.Releases.ListAsync(call.AppId, call.Aborted);
        var release = releases.LastOrDefault(release => release.Slug is { Digest: not null } slug && SlugIds.Of(slug).ToString() == wanted) ?? throw ApiException.NotFound("slug");
        var slug = release.Slug!;
        return ApiAnswer.Ok(new SlugBody
        {
            Blob = new SlugBlob("get", new Uri(call.BaseUrl, "slugs/" + urls.Seal(Kind, _lifetime, call.AppId, release.Version.ToString(CultureInfo.InvariantCulture))).AbsoluteUri),
            BuildpackProvidedDescription = slug.Language,
            // The archive of one that is in packs is made when it is fetched.
            Checksum = slug.Packs.IsEmpty ? slug.Digest!.Replace("sha256:", "SHA256:", StringComparison.Ordinal) : null,
            Commit = slug.Commit,
            CreatedAt = release.CreatedAt,
            Id = SlugIds.Of(slug),
            ProcessTypes = slug.ProcessTypes,
            Size = slug.Size,
            Stack = NamedReference.Derived("stack", slug.Stack),
            UpdatedAt = release.CreatedAt,
        }, ApiJson.Default.SlugBody);
    }

    private async Task DownloadAsync(HttpContext http)
    {
        var grant = urls.Open(Kind, (string)http.Request.RouteValues["grant"]!);
        await using var slug = await platform.Slugs.OpenArchiveAsync(grant[0], int.Parse(grant[1], CultureInfo.InvariantCulture), http.RequestAborted);
        http.Response.ContentType = "application/gzip";
        await slug.CopyToAsync(http.Response.Body, http.RequestAborted);
    }
}
