using System.Globalization;
using Microsoft.AspNetCore.Http;
using Paas.Api.Access;
using Paas.Api.Http;
using Paas.Api.Json;
using Paas.Api.Sources;
using Paas.Api.Streams;

namespace Paas.Api.Slugs;

/// <summary>The slugs that an app's releases have, and those that a client brings to be released.</summary>
internal sealed class SlugEndpoints(CapabilityUrls urls, PendingSlugs pending, SourceStore store, ApiAccess access, IPlatform platform) : IApiEndpoints
{
    private const string Kind = "slug";
    private const string UploadKind = "slug-upload";
    private static readonly TimeSpan _lifetime = TimeSpan.FromHours(1);

    public void Map(ApiRoutes routes)
    {
        routes.Post("/apps/{app}/slugs", CreateAsync);
        routes.Get("/apps/{app}/slugs/{slug}", ShowAsync);
        routes.Open("GET", "/slugs/{grant}", DownloadAsync);
        routes.Open("PUT", "/slugs/{grant}", UploadAsync);
    }

    private async Task<ApiAnswer> CreateAsync(ApiCall call)
    {
        await access.RequireAsync(call, AppAction.Deploy);
        var slug = await pending.CreateAsync(call);
        return ApiAnswer.Created(Show(slug, new SlugBlob("put", UrlOf(call, UploadKind, SourceStore.Lifetime, slug.Id.ToString()))), ApiJson.Default.SlugBody);
    }

    private async Task<ApiAnswer> ShowAsync(ApiCall call)
    {
        var wanted = call.Path("slug");
        var releases = await call.Platform.Releases.ListAsync(call.AppId, call.Aborted);
        if (releases.LastOrDefault(release => release.Slug is { Digest: not null } slug && SlugIds.Of(slug).ToString() == wanted) is not { } release)
        {
            var found = Guid.TryParse(wanted, out var id) ? await pending.FindAsync(call.App.Id, id, call.Aborted) : null;
            return ApiAnswer.Ok(Show(found ?? throw ApiException.NotFound("slug"), new SlugBlob("get", UrlOf(call, Kind, _lifetime, call.AppId, id.ToString()))), ApiJson.Default.SlugBody);
        }

        var slug = release.Slug!;
        return ApiAnswer.Ok(new SlugBody
        {
            Blob = new SlugBlob("get", UrlOf(call, Kind, _lifetime, call.AppId, release.Version.ToString(CultureInfo.InvariantCulture))),
            BuildpackProvidedDescription = slug.Language.Length > 0 ? slug.Language : null,
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

    private static SlugBody Show(PendingSlug slug, SlugBlob blob) => new()
    {
        Blob = blob,
        BuildpackProvidedDescription = slug.BuildpackProvidedDescription,
        Checksum = slug.Checksum,
        Commit = slug.Commit,
        CommitDescription = slug.CommitDescription,
        CreatedAt = slug.CreatedAt,
        Id = slug.Id,
        ProcessTypes = slug.ProcessTypes,
        Stack = NamedReference.Derived("stack", slug.Stack),
        UpdatedAt = slug.CreatedAt,
    };

    private string UrlOf(ApiCall call, string kind, TimeSpan lifetime, params IEnumerable<string> parts) =>
        new Uri(call.BaseUrl, "slugs/" + urls.Seal(kind, lifetime, parts)).AbsoluteUri;

    private async Task DownloadAsync(HttpContext http)
    {
        var grant = urls.Open(Kind, (string)http.Request.RouteValues["grant"]!);
        await using var slug = Guid.TryParse(grant[1], out var id)
            ? store.Open(id) ?? throw ApiException.NotFound("slug")
            : await platform.Slugs.OpenArchiveAsync(grant[0], int.Parse(grant[1], CultureInfo.InvariantCulture), http.RequestAborted);
        http.Response.ContentType = "application/gzip";
        await slug.CopyToAsync(http.Response.Body, http.RequestAborted);
    }

    private Task UploadAsync(HttpContext http) => store.ReceiveAsync(Guid.Parse(urls.Open(UploadKind, (string)http.Request.RouteValues["grant"]!)[0]), http);
}
