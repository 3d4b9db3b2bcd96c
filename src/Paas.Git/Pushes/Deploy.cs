using Paas.Git.Objects;
using Paas.Git.Protocol;

namespace Paas.Git.Pushes;

/// <summary>
/// Builds the pushed commit and tells the pusher about it as Heroku does. The build's own transcript is the engine's; the
/// lines around it are written here.
/// </summary>
internal sealed class Deploy(IPlatform platform, App app, SideBand band, GitOptions options, TimeProvider time)
{
    private readonly string _app = app.Id.ToString();

    /// <summary>The build when it succeeded, else null.</summary>
    /// <param name="commit">What to build.</param>
    /// <param name="store">Where its objects are, until this returns.</param>
    /// <param name="gone">Cancels the build: the pusher went away or the host stops.</param>
    public async Task<Build?> RunAsync(Oid commit, ObjectStore store, CancellationToken gone)
    {
        try
        {
            var tree = await Task.Run(() => SourceTree.Read(store, commit, options, gone), gone);
            await IntroduceAsync(commit, tree);
            var source = new BuildSource((directory, cancellationToken) => new ValueTask(
                Task.Run(() => SourceCheckout.Write(store, tree, directory, cancellationToken), cancellationToken)))
            { Version = commit.ToString() };
            var build = await platform.Builds.CreateAsync(_app, source, CancellationToken.None);
            build = await FollowAsync(build, gone);
            if (build.Status == BuildStatus.Succeeded)
                return build;
            await FailedAsync();
        }
        catch (PushRefusedException exception)
        {
            await RefuseAsync(exception.Message);
        }
        catch (PaasException exception)
        {
            await RefuseAsync(exception.Message);
        }

        return null;
    }

    /// <summary>The end of the transcript, once the branch has moved.</summary>
    public async Task SucceededAsync(Build build, CancellationToken gone)
    {
        await band.LineAsync("");
        await band.LineAsync("Verifying deploy... done.");
        if (build.Release is not { } version)
            return;

        try
        {
            var release = await platform.Releases.GetAsync(_app, version, gone);
            if (release.Status != ReleaseStatus.Pending)
                return;
            await band.LineAsync("Running release command...");
            await band.LineAsync("");
            await foreach (var line in platform.Releases.OutputAsync(_app, version, gone))
                await band.LineAsync(line);
            await band.TextAsync("Waiting for release.... ");
            release = await platform.Releases.WaitAsync(_app, version, gone);
            await band.LineAsync(release.Status == ReleaseStatus.Succeeded ? "done." : "failed.");
        }
        catch (PaasException exception)
        {
            await AlertAsync(exception.Message);
        }
    }

    public async Task RefuseAsync(string message)
    {
        await AlertAsync(message);
        await band.LineAsync("");
        await RejectedAsync();
    }

    public async Task AlertAsync(string message)
    {
        foreach (var line in message.Split('\n'))
            await band.LineAsync($" !     {line}");
    }

    private async Task IntroduceAsync(Oid commit, SourceTree tree)
    {
        var count = tree.Entries.Length;
        await band.LineAsync($"Updated {count} {(count == 1 ? "path" : "paths")} from {commit.Short()}");
        foreach (var submodule in tree.Submodules)
            await AlertAsync($"Submodules are not supported: '{submodule}' stays empty. Commit its files, or install them as a dependency.");
        await band.LineAsync("Compressing source files... done.");
        await band.LineAsync("Building source:");
        await band.LineAsync("");
    }

    private async Task<Build> FollowAsync(Build build, CancellationToken gone)
    {
        try
        {
            await foreach (var line in platform.Builds.OutputAsync(_app, build.Id, gone))
                await band.LineAsync(line);
            return await platform.Builds.WaitAsync(_app, build.Id, gone);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // Only a pusher who is still there reads this, so it is the platform that stops.
            await AlertAsync("The build is cancelled because the platform is stopping. Push again when it is back.");
            return await CancelAsync(build);
        }
    }

    /// <summary>A build that already launches goes through nevertheless: then the branch must move with it.</summary>
    private async Task<Build> CancelAsync(Build build)
    {
        using var patience = new CancellationTokenSource(options.CancelTimeout, time);
        try
        {
            await platform.Builds.CancelAsync(_app, build.Id, patience.Token);
        }
        catch (PaasException)
        {
            // It can no longer be cancelled, or has ended; its status tells.
        }

        return await platform.Builds.WaitAsync(_app, build.Id, patience.Token);
    }

    private async Task FailedAsync()
    {
        await band.LineAsync("");
        await band.LineAsync(" !     Push failed");
        await band.LineAsync("Verifying deploy...");
        await band.LineAsync("");
        await RejectedAsync();
    }

    private async Task RejectedAsync()
    {
        await band.LineAsync($"!\tPush rejected to {app.Name}.");
        await band.LineAsync("");
    }
}
