using System.Runtime.CompilerServices;

namespace Paas.Access.Guards;

internal sealed class GuardedBuilds(IBuilds builds, AppGuard guard) : IBuilds
{
    public async Task<Build> CreateAsync(string app, BuildSource source, CancellationToken cancellationToken) =>
        await builds.CreateAsync(await guard.RequireAsync(app, AppAction.Deploy, cancellationToken), source, cancellationToken);

    public async Task<Build> GetAsync(string app, Guid build, CancellationToken cancellationToken) =>
        await builds.GetAsync(await guard.RequireAsync(app, AppAction.View, cancellationToken), build, cancellationToken);

    public async Task<IReadOnlyList<Build>> ListAsync(string app, CancellationToken cancellationToken) =>
        await builds.ListAsync(await guard.RequireAsync(app, AppAction.View, cancellationToken), cancellationToken);

    public async IAsyncEnumerable<string> OutputAsync(string app, Guid build, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var id = await guard.RequireAsync(app, AppAction.View, cancellationToken);
        await foreach (var line in builds.OutputAsync(id, build, cancellationToken))
            yield return line;
    }

    public async Task<Build> WaitAsync(string app, Guid build, CancellationToken cancellationToken) =>
        await builds.WaitAsync(await guard.RequireAsync(app, AppAction.View, cancellationToken), build, cancellationToken);

    public async Task CancelAsync(string app, Guid build, CancellationToken cancellationToken) =>
        await builds.CancelAsync(await guard.RequireAsync(app, AppAction.Deploy, cancellationToken), build, cancellationToken);
}
