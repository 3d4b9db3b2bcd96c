namespace Paas.Api.Http;

/// <summary>Ids of an app's releases by number, for one request.</summary>
internal sealed class ReleaseIds(ApiCall call)
{
    private readonly Dictionary<int, Release> _found = [];

    public async Task<Guid> FindAsync(int version) => (await GetAsync(version)).Id;

    public async Task<Release> GetAsync(int version)
    {
        if (!_found.TryGetValue(version, out var release))
            _found[version] = release = await call.Platform.Releases.GetAsync(call.AppId, version, call.Aborted);
        return release;
    }
}
