using Paas.Api.Apps;
using Paas.Api.Http;
using Paas.Api.Json;
using Paas.Api.Slugs;
using Paas.Api.Sources;
using Paas.Api.Streams;

namespace Paas.Api.Builds;

/// <summary>Builds: from git they come by themselves, from an uploaded archive through here.</summary>
internal sealed class BuildEndpoints(SourceEndpoints sources, SourceFetcher fetcher, OutputStreams streams, AppBodies apps) : IApiEndpoints
{
    private const int MaxVersionLength = 200;

    public void Map(ApiRoutes routes)
    {
        routes.Get("/apps/{app}/builds", ListAsync);
        routes.Get("/apps/{app}/builds/{build}", async call =>
            ApiAnswer.Ok(await ShowAsync(call, await call.Platform.Builds.GetAsync(call.AppId, IdIn(call), call.Aborted), new ReleaseIds(call)), ApiJson.Default.BuildBody));
        routes.Post("/apps/{app}/builds", CreateAsync);
        routes.Delete("/apps/{app}/builds/{build}", CancelAsync);
        routes.Delete("/apps/{app}/build-cache", static async call =>
        {
            await call.Platform.Builds.ClearCacheAsync(call.AppId, call.Aborted);
            return ApiAnswer.Accepted;
        });
    }

    private async Task<ApiAnswer> ListAsync(ApiCall call)
    {
        var releases = new ReleaseIds(call);
        var bodies = new List<BuildBody>();
        foreach (var build in (await call.Platform.Builds.ListAsync(call.AppId, call.Aborted)).Reverse())
            bodies.Add(await ShowAsync(call, build, releases));
        return ApiAnswer.List(bodies, ApiJson.Default.IEnumerableBuildBody,
            [ListKey<BuildBody>.Time("started_at", static build => build.CreatedAt), .. Keys.Of<BuildBody>(static build => build.Id)]);
    }

    private async Task<ApiAnswer> CreateAsync(ApiCall call)
    {
        var body = await call.ReadAsync(ApiJson.Default.BuildRequest);
        var blob = body.SourceBlob ?? throw ApiException.Invalid("The field 'source_blob' is missing. Give {\"url\", \"version\"}.");
        if (!Uri.TryCreate(blob.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw ApiException.Invalid("The field 'source_blob.url' is not an http or https address.");
        if (blob.Version is { Length: > MaxVersionLength } || blob.Version?.Any(char.IsControl) == true)
            throw ApiException.Invalid($"The field 'source_blob.version' has more than {MaxVersionLength} characters or a control character.");
        if (body.Buildpacks is { } buildpacks)
            await call.Platform.Apps.UpdateAsync(call.AppId, new AppUpdate { Buildpacks = [.. buildpacks.Select(static choice => choice.ToName())] }, call.Aborted);

        var uploaded = sources.TryOpen(url, call);
        var build = await call.Platform.Builds.CreateAsync(call.AppId, new BuildSource(async (directory, cancellationToken) =>
        {
            await using var archive = uploaded ?? await fetcher.FetchAsync(url, cancellationToken);
            if (blob.Checksum is { } checksum && !await SourceStore.MatchesAsync(archive, checksum, cancellationToken))
                throw new PaasException(PaasErrors.InvalidParams, "The source has another checksum than 'source_blob.checksum' says.");
            await SourceArchive.UnpackAsync(archive, directory, cancellationToken);
        })
        { Version = blob.Version }, call.Aborted);
        return ApiAnswer.Created(await ShowAsync(call, build, new ReleaseIds(call)) with { SourceBlob = blob }, ApiJson.Default.BuildBody);
    }

    private async Task<ApiAnswer> CancelAsync(ApiCall call)
    {
        await call.Platform.Builds.CancelAsync(call.AppId, IdIn(call), call.Aborted);
        return ApiAnswer.Accepted;
    }

    private static Guid IdIn(ApiCall call) => Guid.TryParse(call.Path("build"), out var id) ? id : throw ApiException.NotFound("build");

    private async Task<BuildBody> ShowAsync(ApiCall call, Build build, ReleaseIds releases)
    {
        var release = build.Release is { } version ? await releases.GetAsync(version) : null;
        return new BuildBody
        {
            App = NamedReference.To(call.App),
            Buildpacks = [.. (build.Buildpacks.IsEmpty ? call.App.Buildpacks : build.Buildpacks.Select(static run => run.Name)).Select(BuildpackReference.Of)],
            CreatedAt = build.CreatedAt,
            Id = build.Id,
            OutputStreamUrl = streams.ForBuild(call, build.Id),
            Release = release is null ? null : new IdReference(release.Id),
            Slug = release?.Slug is { } slug ? new IdReference(SlugIds.Of(slug)) : null,
            SourceBlob = new SourceBlob { Url = apps.GitUrl(call.App, call), Version = build.Version },
            Stack = release?.Slug?.Stack ?? call.App.Stack,
            Status = build.Status.ToString().ToLowerInvariant(),
            UpdatedAt = build.UpdatedAt,
            User = await call.UserAsync(build.Actor),
        };
    }
}
