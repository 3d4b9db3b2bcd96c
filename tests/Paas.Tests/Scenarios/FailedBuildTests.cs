using Microsoft.Extensions.DependencyInjection;
using Paas.Builds;
using Paas.Hosting;

namespace Paas.Scenarios;

/// <summary>Pushes that are refused, time out or are abandoned: the old release serves on and the next push works.</summary>
public sealed class FailedBuildTests
{
    private const string App = "shop";

    [Fact]
    public async Task Push_SlugTooLarge_IsRejectedWithBothSizes()
    {
        Bash.Require("node");
        await using var platform = await RealPlatform.StartAsync(configure: static services =>
            services.Configure<EngineOptions>(static options => options.MaxSlugSize = 100_000));
        using var source = new TestDirectory().WithScriptApp("one");
        await platform.DeployAsync(App, source);
        var noise = new byte[200_000];
        new Random(1).NextBytes(noise);
        await File.WriteAllBytesAsync(source.PathOf("film.mp4"), noise, TestContext.Current.CancellationToken);

        (await platform.PushAsync(App, source)).Rejected("Compiled slug size: 0.2M is too large (max is 0.1M).");

        await AssertFailedAndUnchangedAsync(platform, "too large");
    }

    [Fact]
    public async Task Push_CompileFails_OldReleaseServesOnAndTheNextPushWorks()
    {
        Bash.Require("npm");
        await using var platform = await RealPlatform.StartAsync();
        using var source = WithBuild(new TestDirectory().WithScriptApp("one"), "true");
        await platform.DeployAsync(App, source);

        (await platform.PushAsync(App, WithBuild(source, "echo no such module; exit 3"))).Rejected("no such module");

        await AssertFailedAndUnchangedAsync(platform, "exit code 3");
        await AssertPushableAsync(platform);
    }

    [Fact]
    public async Task Push_BuildTakesTooLong_IsRejectedAndTheNextPushWorks()
    {
        Bash.Require("npm");
        await using var platform = await RealPlatform.StartAsync();
        using var source = WithBuild(new TestDirectory().WithScriptApp("one"), "true");
        await platform.DeployAsync(App, source);
        WithBuild(source, "echo building slowly; sleep 600");
        var patience = platform.Engine.BuildTimeout;
        platform.Engine.BuildTimeout = TimeSpan.FromSeconds(6); // only now: the good builds have all the time they need

        (await platform.PushAsync(App, source)).Rejected("Build timed out: it did not end within 0.1 minutes.");

        platform.Engine.BuildTimeout = patience;
        await AssertFailedAndUnchangedAsync(platform, "timed out");
        await AssertPushableAsync(platform);
    }

    [Fact]
    public async Task Push_ClientIsKilledWhileItBuilds_OldReleaseStaysAndTheNextPushWorks()
    {
        Bash.Require("npm");
        await using var platform = await RealPlatform.StartAsync();
        using var source = WithBuild(new TestDirectory().WithScriptApp("one"), "true");
        await platform.DeployAsync(App, source);
        WithBuild(source, "echo building slowly; sleep 600");

        using (var push = await platform.StartPushAsync(App, source))
        {
            await push.PrintsAsync("building slowly");
            push.Kill();
            Assert.NotEqual(0, (await push.WaitAsync()).ExitCode);
        }

        await AssertFailedAndUnchangedAsync(platform, "cancelled");
        await AssertPushableAsync(platform);
    }

    private static TestDirectory WithBuild(TestDirectory source, string script) => source
        .With("package.json", $$"""{ "name": "shop", "version": "1.0.0", "scripts": { "build": "{{script}}" } }""")
        .With("package-lock.json", """{ "name": "shop", "version": "1.0.0", "lockfileVersion": 3, "requires": true, "packages": { "": { "name": "shop", "version": "1.0.0" } } }""");

    private static async Task AssertFailedAndUnchangedAsync(RealPlatform platform, string because)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var build = await Eventually.SeeAsync(
            "The end of the build",
            async token => (await platform.Platform.Builds.ListAsync(App, token))[0] is { Status: not BuildStatus.Pending } ended ? ended : null);
        Assert.Equal(BuildStatus.Failed, build.Status);
        Assert.Contains(because, build.Reason, StringComparison.Ordinal);
        Assert.Equal(3, (await platform.CurrentAsync(App)).Version);
        Assert.Equal(3, (await platform.Platform.Releases.ListAsync(App, cancellationToken)).Count);
        Assert.StartsWith("one", await platform.GetAsync(App), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(platform.DataDirectory, "builds")));
    }

    /// <summary>A push from another working copy, which the branch must still accept as a successor of the first.</summary>
    private static async Task AssertPushableAsync(RealPlatform platform)
    {
        using var source = WithBuild(new TestDirectory().WithScriptApp("one"), "true");
        await platform.CommitAsync(source);
        source.WithScriptApp("two");
        Assert.Contains("Released v4", (await platform.PushAsync(App, source)).Succeeded().Transcript, StringComparison.Ordinal);
    }
}
