using System.Collections.Concurrent;

namespace Paas.Git.Tests.Fakes;

/// <summary>Builds that do what <see cref="Script"/> says: true succeeds, false fails.</summary>
internal sealed class FakeBuilds(string directory, FakeReleases releases) : IBuilds
{
    private readonly ConcurrentDictionary<Guid, FakeBuild> _builds = new();
    private readonly ConcurrentQueue<FakeBuild> _order = new();

    public Func<FakeBuild, Task<bool>> Script { get; set; } = SucceedAsync;

    public IReadOnlyList<FakeBuild> All => [.. _order];

    public Task<Build> CreateAsync(string app, BuildSource source, CancellationToken cancellationToken = default)
    {
        var build = new Build
        {
            Id = Guid.NewGuid(),
            Status = BuildStatus.Pending,
            Version = source.Version,
            Actor = "tester",
            CreatedAt = default,
            UpdatedAt = default,
        };
        var fake = new FakeBuild(build, source, Path.Combine(directory, build.Id.ToString("N")));
        _builds[build.Id] = fake;
        _order.Enqueue(fake);
        _ = Task.Run(() => RunAsync(fake), CancellationToken.None);
        return Task.FromResult(build);
    }

    public Task<Build> GetAsync(string app, Guid build, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<Build>> ListAsync(string app, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IAsyncEnumerable<string> OutputAsync(string app, Guid build, CancellationToken cancellationToken = default) => _builds[build].ReadAsync(cancellationToken);

    public Task<Build> WaitAsync(string app, Guid build, CancellationToken cancellationToken = default) => _builds[build].Done.WaitAsync(cancellationToken);

    public Task CancelAsync(string app, Guid build, CancellationToken cancellationToken = default)
    {
        _builds[build].Cancel();
        return Task.CompletedTask;
    }

    public static async Task<bool> SucceedAsync(FakeBuild build)
    {
        await build.CheckOutAsync();
        build.Write("-----> Building on the Heroku-24 stack");
        build.Write("-----> Procfile app detected");
        build.Write("-----> Launching...");
        build.Write("       Released v3");
        build.Write("       http://shop.localhost/ deployed to Heroku");
        return true;
    }

    private async Task RunAsync(FakeBuild build)
    {
        try
        {
            var succeeded = await Script(build);
            build.End(succeeded ? BuildStatus.Succeeded : BuildStatus.Failed, succeeded ? releases.Next() : null);
        }
        catch (PaasException exception)
        {
            build.Write($" !     {exception.Message}");
            build.End(BuildStatus.Failed, null);
        }
        catch (OperationCanceledException)
        {
            build.End(BuildStatus.Failed, null);
        }
    }

    public Task ClearCacheAsync(string app, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
