using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Paas.Builds;
using Paas.Hosting;

namespace Paas.Scenarios;

/// <summary>Releases whose dynos do not come up: the reason is told at once, and what ran before runs on.</summary>
public sealed partial class FailedBootTests
{
    private const string App = "shop";

    [Fact]
    public async Task Push_WebListensOnAnotherPort_IsToldBothPortsAtOnceAndGivenUpSoon()
    {
        Bash.Require("node");
        await using var platform = await RealPlatform.StartAsync(configure: static services =>
            services.Configure<EngineOptions>(static options => options.WrongPortGrace = TimeSpan.FromSeconds(5)));
        using var source = new TestDirectory().WithScriptApp("one").Replace("server.js", "process.env.PORT", "0").Replace("server.js", "console.log('one listens')", "console.log('port ' + server.address().port)");
        await platform.Platform.Apps.CreateAsync(App, TestContext.Current.CancellationToken);
        (await platform.PushAsync(App, source)).Succeeded();

        // Long before it is given up, while it still starts.
        var told = await platform.SeesDynoAsync(App, "has a reason", static dyno => dyno.Reason is not null);
        Assert.Equal(DynoState.Starting, told.State);
        Assert.Matches(WrongPort(), told.Reason!);

        var crashed = await platform.SeesDynoAsync(App, "crashed for the second time", dyno => dyno.State == DynoState.Crashed && dyno.Id != told.Id);
        var reason = WrongPort().Match(crashed.Reason!);
        Assert.True(reason.Success, crashed.Reason);
        Assert.Contains($"Its last lines:\nport ", crashed.Reason, StringComparison.Ordinal);
        Assert.Contains($"port {reason.Groups["actual"].Value}", crashed.Reason, StringComparison.Ordinal);
        Assert.Contains("web.1 did not come up: It listens on", (await platform.CurrentAsync(App)).Reason, StringComparison.Ordinal);
        Assert.Contains(await platform.LogAsync(App), static line => line.StartsWith("heroku[web.1]: Error R10 (Boot timeout)", StringComparison.Ordinal));
        await AssertAnswersAsync(platform, HttpStatusCode.ServiceUnavailable);
        await platform.SeesLineAsync(App, "code=H10");
    }

    [Fact]
    public async Task Push_WebNeverBinds_IsR10()
    {
        await using var platform = await RealPlatform.StartAsync(configure: static services =>
            services.Configure<EngineOptions>(static options => options.BootTimeout = TimeSpan.FromSeconds(5)));
        using var source = new TestDirectory().With("Procfile", "web: echo thinking; sleep 1000\n");
        await platform.Platform.Apps.CreateAsync(App, TestContext.Current.CancellationToken);
        (await platform.PushAsync(App, source)).Succeeded();

        var crashed = await platform.SeesDynoAsync(App, "crashed", static dyno => dyno.State == DynoState.Crashed);
        Assert.Contains("$PORT", crashed.Reason, StringComparison.Ordinal);
        Assert.Contains("Its last lines:\nthinking", crashed.Reason, StringComparison.Ordinal);
        Assert.Contains("heroku[web.1]: Error R10 (Boot timeout) -> Web process failed to bind to $PORT within 5 seconds of launch", await platform.LogAsync(App));
    }

    [Fact]
    public async Task Push_WebCrashesOnBoot_OldReleaseKeepsServingAndTheNextPushHeals()
    {
        Bash.Require("node");
        await using var platform = await RealPlatform.StartAsync();
        using var source = new TestDirectory().WithScriptApp("one");
        await platform.DeployAsync(App, source);
        await using var load = new SteadyLoad(platform.UrlOf(App), echoes: true);

        source.Replace("server.js", "const http", "console.log('no database at db.example'); process.exit(1);\nconst http");
        (await platform.PushAsync(App, source)).Succeeded();
        var crashed = await platform.SeesDynoAsync(App, "crashed", static dyno => dyno.State == DynoState.Crashed);
        Assert.Contains("ended with status 1 before it bound $PORT", crashed.Reason, StringComparison.Ordinal);
        Assert.Contains("no database at db.example", crashed.Reason, StringComparison.Ordinal);
        var failed = await ReasonAsync(platform);
        Assert.Contains("v3 keeps serving", failed, StringComparison.Ordinal);
        Assert.Contains("no database at db.example", failed, StringComparison.Ordinal);
        await load.FlowsAsync();
        Assert.All(load.NextPhase().WithoutFailures("a release that crashes on boot").Answers.Keys, static answer => Assert.StartsWith("one", answer, StringComparison.Ordinal));

        (await platform.PushAsync(App, source.WithScriptApp("three"))).Succeeded();
        await load.SeesAsync("three");
        await platform.ConvergesAsync(App);
        load.NextPhase().WithoutFailures("the push that heals");
        Assert.Null((await platform.CurrentAsync(App)).Reason);
    }

    [Fact]
    public async Task Push_CommandDoesNotExist_IsCommandNotFound()
    {
        await using var platform = await RealPlatform.StartAsync();
        using var source = new TestDirectory().With("Procfile", "web: gunicorm app:app\n");
        await platform.Platform.Apps.CreateAsync(App, TestContext.Current.CancellationToken);
        (await platform.PushAsync(App, source)).Succeeded();

        var crashed = await platform.SeesDynoAsync(App, "crashed", static dyno => dyno.State == DynoState.Crashed);
        Assert.Contains("'gunicorm app:app' ended with status 127", crashed.Reason, StringComparison.Ordinal);
        Assert.Contains("(command not found)", crashed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_ReleaseCommandFails_OldReleaseKeepsServing()
    {
        Bash.Require("node");
        await using var platform = await RealPlatform.StartAsync();
        using var source = new TestDirectory().WithScriptApp("one");
        await platform.DeployAsync(App, source);

        (await platform.PushAsync(App, source.WithScriptApp("two", "release: echo 'relation orders exists'; exit 9\n"))).Succeeded();

        Assert.StartsWith("one", await platform.GetAsync(App), StringComparison.Ordinal);
        var releases = await platform.Platform.Releases.ListAsync(App, TestContext.Current.CancellationToken);
        Assert.Equal(ReleaseStatus.Failed, releases[0].Status);
        Assert.Contains("ended with status 9", releases[0].Reason, StringComparison.Ordinal);
        Assert.Contains("relation orders exists", releases[0].Reason, StringComparison.Ordinal);
        Assert.True(releases[1].Current);
    }

    [Fact]
    public async Task Scale_SlugIsCorruptOnDisk_IsR17AndTheRunningDynoServesOn()
    {
        Bash.Require("node");
        await using var platform = await RealPlatform.StartAsync();
        using var source = new TestDirectory().WithScriptApp("one");
        await platform.DeployAsync(App, source);
        var digest = (await platform.CurrentAsync(App)).Slug!.Digest!;
        var name = digest.Split(':')[1];
        var file = Path.Combine(platform.DataDirectory, "slugs", name);
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 1;
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        // Dynos of one slug share what was unpacked, where the system can do that: then the next would not read the damaged file.
        foreach (var shared in Directory.EnumerateDirectories(platform.DataDirectory, ".slugs", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, MaxRecursionDepth = 2 }))
            Directory.Move(Path.Combine(shared, name), Path.Combine(platform.DataDirectory, name));

        await platform.Platform.Formations.UpdateAsync(App, [new FormationUpdate("web") { Quantity = 2 }], TestContext.Current.CancellationToken);

        var crashed = await platform.SeesDynoAsync(App, "crashed", static dyno => dyno.State == DynoState.Crashed);
        Assert.Equal("web.2", crashed.Name);
        Assert.Contains(digest.Replace("sha256:", "Expected: SHA256:", StringComparison.Ordinal), crashed.Reason, StringComparison.Ordinal);
        Assert.Contains(await platform.LogAsync(App), static line => line.StartsWith("heroku[web.2]: Error R17 (Checksum error)", StringComparison.Ordinal));
        Assert.StartsWith("one colourless on web.1", await platform.GetAsync(App), StringComparison.Ordinal);
    }

    private static Task<string> ReasonAsync(RealPlatform platform) =>
        Eventually.SeeAsync("A reason in the release", async _ => (await platform.CurrentAsync(App)).Reason);

    private static async Task AssertAnswersAsync(RealPlatform platform, HttpStatusCode status)
    {
        using var response = await platform.Http.GetAsync(platform.UrlOf(App), TestContext.Current.CancellationToken);
        Assert.Equal(status, response.StatusCode);
    }

    [GeneratedRegex(@"It listens on \S*?:(?<actual>\d+), but requests come to port (?<wanted>\d+): bind 0\.0\.0\.0:\$PORT \(PORT=\k<wanted>\) instead\.")]
    private static partial Regex WrongPort();
}
