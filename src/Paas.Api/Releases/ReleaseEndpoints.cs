using System.Globalization;
using System.Text.Json;
using Paas.Api.Http;
using Paas.Api.Json;
using Paas.Api.Slugs;
using Paas.Api.Streams;

namespace Paas.Api.Releases;

/// <summary>The release ledger of an app.</summary>
internal sealed class ReleaseEndpoints(OutputStreams streams, PendingSlugs pending) : IApiEndpoints
{
    private const string ReleaseType = "release";

    public void Map(ApiRoutes routes)
    {
        routes.Get("/apps/{app}/releases", ListAsync);
        routes.Get("/apps/{app}/releases/{release}", async call => ApiAnswer.Ok(await ShowAsync(call, await FindAsync(call, call.Path("release"))), ApiJson.Default.ReleaseBody));
        routes.Post("/apps/{app}/releases", CreateAsync);
        routes.Get("/apps/{app}/releases/{release}/config-vars", ConfigAsync);
    }

    private async Task<ApiAnswer> ListAsync(ApiCall call)
    {
        var releases = await call.Platform.Releases.ListAsync(call.AppId, call.Aborted);
        var bodies = new List<ReleaseBody>();
        foreach (var release in releases.Reverse())
            bodies.Add(await ShowAsync(call, release));
        return ApiAnswer.List(bodies, ApiJson.Default.IEnumerableReleaseBody,
            [ListKey<ReleaseBody>.Number("version", static release => release.Version), .. Keys.Of<ReleaseBody>(static release => release.Id)]);
    }

    private static async Task<ApiAnswer> ConfigAsync(ApiCall call)
    {
        var release = await FindAsync(call, call.Path("release"));
        return ApiAnswer.Ok<IReadOnlyDictionary<string, string>>(
            await call.Platform.Config.GetForReleaseAsync(call.AppId, release.Version, call.Aborted), ApiJson.Default.IReadOnlyDictionaryStringString);
    }

    private async Task<ApiAnswer> CreateAsync(ApiCall call)
    {
        var body = await call.ReadAsync(ApiJson.Default.ReleaseChangeBody);
        var release = body switch
        {
            { Release: { } wanted } => await call.Platform.Releases.RollbackAsync(call.AppId, (await FindAsync(call, Text(wanted))).Version, call.Aborted),
            { Slug: { } slug } => await ReleaseAsync(call, slug, body.Description),
            _ => throw ApiException.Invalid("Give 'release' (an id or a number) to roll back, or 'slug' (an id) to release it."),
        };
        return ApiAnswer.Created(await ShowAsync(call, release), ApiJson.Default.ReleaseBody);
    }

    /// <summary>Releases a slug again that an earlier release has, or one that a client brought.</summary>
    private async Task<Release> ReleaseAsync(ApiCall call, Guid id, string? description)
    {
        var releases = await call.Platform.Releases.ListAsync(call.AppId, call.Aborted);
        if (releases.FirstOrDefault(release => release.Slug is { } slug && SlugIds.Of(slug) == id) is { } older)
            return await call.Platform.Releases.RetryAsync(call.AppId, older.Version, description, call.Aborted);
        return await pending.ReleaseAsync(call, await pending.FindAsync(call.App.Id, id, call.Aborted) ?? throw ApiException.NotFound("slug"), description);
    }

    private static string Text(JsonElement release) => release.ValueKind switch
    {
        JsonValueKind.String => release.GetString()!,
        JsonValueKind.Number => release.GetRawText(),
        _ => throw ApiException.Invalid("The field 'release' must be an id or a number."),
    };

    private static async Task<Release> FindAsync(ApiCall call, string wanted)
    {
        if (int.TryParse(wanted.TrimStart('v'), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            return await call.Platform.Releases.GetAsync(call.AppId, version, call.Aborted);
        var releases = await call.Platform.Releases.ListAsync(call.AppId, call.Aborted);
        return (wanted == "current" ? releases.FirstOrDefault(static release => release.Current) : releases.FirstOrDefault(release => release.Id.ToString() == wanted))
            ?? throw ApiException.NotFound("release");
    }

    private async Task<ReleaseBody> ShowAsync(ApiCall call, Release release)
    {
        var slug = release.Slug is { } found ? new IdReference(SlugIds.Of(found)) : null;
        return new ReleaseBody
        {
            App = NamedReference.To(call.App),
            Artifacts = slug is null ? [] : [new ReleaseArtifact("slug", slug.Id)],
            CreatedAt = release.CreatedAt,
            Current = release.Current,
            Description = release.Description,
            EligibleForRollback = release is { Status: ReleaseStatus.Succeeded, Slug: not null },
            Id = release.Id,
            OutputStreamUrl = release.Slug?.ProcessTypes.ContainsKey(ReleaseType) == true ? streams.ForRelease(call, release.Version) : null,
            Slug = slug,
            Status = release.Status.ToString().ToLowerInvariant(),
            UpdatedAt = release.UpdatedAt,
            User = await call.UserAsync(release.Actor),
            Version = release.Version,
        };
    }
}
