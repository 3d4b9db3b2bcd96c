namespace Paas.Access.Guards;

internal sealed class GuardedSlugs(ISlugs slugs, AppGuard guard) : ISlugs
{
    public async Task<SlugDetails> GetAsync(string app, int? version, CancellationToken cancellationToken) =>
        await slugs.GetAsync(await guard.RequireAsync(app, AppAction.View, cancellationToken), version, cancellationToken);

    /// <summary>It is the app's code.</summary>
    public async Task<Stream> OpenArchiveAsync(string app, int version, CancellationToken cancellationToken) =>
        await slugs.OpenArchiveAsync(await guard.RequireAsync(app, AppAction.FetchCode, cancellationToken), version, cancellationToken);
}
