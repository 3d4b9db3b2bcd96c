using Microsoft.Extensions.DependencyInjection;
using Paas.Testing;

namespace Paas.Slugs;

/// <summary>What of the slug store goes away, and what never does.</summary>
public sealed class SlugGarbageTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Destroy_SlugsThatAnotherAppShares_StayUntilTheLastIsGone()
    {
        await using var paas = await StartAsync();
        await DeployAsync(paas, "shop", "same");
        await DeployAsync(paas, "copy", "same");
        Assert.Equal(2, Objects().Length);

        await paas.Platform.Apps.DestroyAsync("shop");
        await paas.SettleAsync();
        Assert.Equal(2, Objects().Length);

        await paas.Platform.Apps.DestroyAsync("copy");
        await paas.SettleAsync();
        Assert.Empty(Objects());
        Assert.Empty(await paas.State.ListAsync("garbage/", Cancellation));
    }

    [Fact]
    public async Task Deploy_Again_KeepsWhatEarlierReleasesNeed()
    {
        await using var paas = await StartAsync();
        await DeployAsync(paas, "shop", "first");
        await DeployAsync(paas, "shop", "second");
        var slugs = (await paas.Platform.Releases.ListAsync("shop", Cancellation)).Select(static release => release.Slug).OfType<Slug>().ToList();

        Assert.Equal(slugs.SelectMany(static slug => slug.Packs.Append(slug.Digest!)).ToHashSet(), Objects().Select(static name => "sha256:" + name).ToHashSet());
        Assert.Empty(await paas.State.ListAsync("garbage/", Cancellation));
    }

    [Fact]
    public async Task Deploy_SameSourceInTwoApps_GivesOneDigest()
    {
        await using var paas = await StartAsync();
        await DeployAsync(paas, "shop", "first");
        await DeployAsync(paas, "shop", "second");
        await DeployAsync(paas, "shop", "first");
        await DeployAsync(paas, "copy", "first");

        var digests = new List<string?>();
        foreach (var app in (string[])["shop", "copy"])
            digests.AddRange((await paas.Platform.Releases.ListAsync(app, Cancellation)).Select(static release => release.Slug?.Digest).OfType<string>());

        // Newest first: shop's third, second and first deploy, then that of the copy.
        Assert.Equal(4, digests.Count);
        Assert.Equal([digests[0], digests[0]], [digests[2], digests[3]]);
        Assert.NotEqual(digests[0], digests[1]);
    }

    /// <summary>The host dies between storing and releasing: the next one removes what was stored.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Crash_BeforeTheRelease_LeavesNothing(int stored)
    {
        var store = new HaltingStore(new FileSlugStore(_directory.Path));
        await using var paas = await TestPaas.StartAsync(services => services.AddSingleton<ISlugStore>(store));
        await paas.Platform.Apps.CreateAsync("shop", cancellationToken: Cancellation);
        store.HaltAfter = stored;
        _ = await paas.Platform.Builds.CreateAsync("shop", Source("text"), Cancellation);
        await store.Halted;
        Assert.Equal(stored, Objects().Length);

        await paas.CrashAsync();

        Assert.Empty(Objects());
        store.Continue();
    }

    [Fact]
    public async Task Build_StoreThatFails_SaysSoAndLeavesNothing()
    {
        var store = new HaltingStore(new FileSlugStore(_directory.Path));
        await using var paas = await TestPaas.StartAsync(services => services.AddSingleton<ISlugStore>(store));
        await paas.Platform.Apps.CreateAsync("shop", cancellationToken: Cancellation);
        store.FailAfter = 1;

        var build = await DeployAsync(paas, "shop", "text", create: false);

        Assert.Equal((BuildStatus.Failed, "The disk is full."), (build.Status, build.Reason));
        Assert.Empty(Objects());
    }

    [Fact]
    public async Task Sweep_ObjectsThatABuildHolds_Stay()
    {
        await using var paas = await StartAsync();
        var garbage = paas.Services.GetRequiredService<SlugGarbage>();
        var store = paas.Services.GetRequiredService<ISlugStore>();
        var digest = await store.WriteAsync(new MemoryStream([1, 2, 3]), Cancellation);

        var first = await garbage.HoldAsync([digest], Cancellation);
        var second = await garbage.HoldAsync([digest], Cancellation);
        await garbage.SweepAsync();
        Assert.Single(Objects());
        await first.AbandonAsync();
        Assert.Single(Objects());
        await second.AbandonAsync();
        Assert.Empty(Objects());
    }

    private Task<TestPaas> StartAsync() => TestPaas.StartAsync(services => services.AddSingleton<ISlugStore>(new FileSlugStore(_directory.Path)));

    private static async Task<Build> DeployAsync(TestPaas paas, string app, string content, bool create = true)
    {
        if (create && !(await paas.Platform.Apps.ListAsync(cancellationToken: Cancellation)).Any(other => other.Name == app))
            await paas.Platform.Apps.CreateAsync(app, cancellationToken: Cancellation);
        return await paas.DeployAsync(app, "web: serve", new Dictionary<string, string> { ["file"] = content });
    }

    private static BuildSource Source(string content) => new((directory, _) =>
    {
        File.WriteAllText(Path.Combine(directory, "file"), content);
        return ValueTask.CompletedTask;
    });

    private string[] Objects() => [.. Directory.GetFiles(_directory.Path).Select(static path => Path.GetFileName(path))];

    /// <summary>Stops or fails after so many objects.</summary>
    private sealed class HaltingStore(ISlugStore inner) : ISlugStore
    {
        private readonly TaskCompletionSource _halted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _continue = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _written;

        public int HaltAfter { get; set; } = int.MaxValue;

        public int FailAfter { get; set; } = int.MaxValue;

        public Task Halted => _halted.Task;

        public void Continue() => _continue.SetResult();

        public ValueTask<Stream?> OpenAsync(string digest, CancellationToken cancellationToken) => inner.OpenAsync(digest, cancellationToken);

        public async ValueTask<string> WriteAsync(Stream content, CancellationToken cancellationToken)
        {
            if (_written == FailAfter)
                throw new PaasException(PaasErrors.Unavailable, "The disk is full.");
            var digest = await inner.WriteAsync(content, cancellationToken);
            if (++_written == HaltAfter)
            {
                _halted.SetResult();
                await _continue.Task;
            }

            return digest;
        }

        public ValueTask DeleteAsync(string digest, CancellationToken cancellationToken) => inner.DeleteAsync(digest, cancellationToken);
    }
}
