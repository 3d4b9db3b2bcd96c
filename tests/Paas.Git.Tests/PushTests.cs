using Paas.Git.Objects;

namespace Paas.Git.Tests;

public sealed class PushTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Push_First_BuildsTheTreeAndMovesTheRef()
    {
        await using var host = await GitHost.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(host.Work, "run.sh"), "#!/bin/sh\n", Token);
        File.SetUnixFileMode(Path.Combine(host.Work, "run.sh"), (UnixFileMode)0b111_101_101);
        File.CreateSymbolicLink(Path.Combine(host.Work, "link"), "sub/é.txt");
        var commit = await host.CommitAsync("sub/é.txt", "hello");

        var push = (await host.PushAsync("main")).Succeeded();

        Assert.Contains("* [new branch]      main -> main", push.Error, StringComparison.Ordinal);
        Assert.Equal(commit, await host.ServerRefAsync("refs/heads/main"));
        Assert.Equal(Fakes.FakePlatform.Actor, host.Platform.LastActor);
        var build = Assert.Single(host.Builds.All);
        Assert.Equal(commit, build.Build.Version);
        Assert.Equal("hello", await File.ReadAllTextAsync(Path.Combine(build.Directory, "link"), Token));
        Assert.True(File.GetUnixFileMode(Path.Combine(build.Directory, "run.sh")).HasFlag(UnixFileMode.UserExecute));
        Assert.False(File.GetUnixFileMode(Path.Combine(build.Directory, "sub/é.txt")).HasFlag(UnixFileMode.UserExecute));
        await host.AssertSoundAsync();
    }

    [Fact]
    public async Task Push_Success_IsTheGoldenTranscript()
    {
        await using var host = await GitHost.StartAsync();
        await host.CommitAsync("a.txt", "1");
        await Golden.AssertAsync("success", (await host.PushAsync("main")).Succeeded(), Token);
    }

    [Fact]
    public async Task Push_ReleasePhase_IsTheGoldenTranscript()
    {
        await using var host = await GitHost.StartAsync();
        host.Platform.FakeReleases.CommandOutput = ["Migrating...", "1 migration"];
        await host.CommitAsync("a.txt", "1");
        await Golden.AssertAsync("release", (await host.PushAsync("main")).Succeeded(), Token);
    }

    [Fact]
    public async Task Push_ReleaseCommandFails_RefMovesNevertheless()
    {
        await using var host = await GitHost.StartAsync();
        host.Platform.FakeReleases.CommandOutput = ["boom"];
        host.Platform.FakeReleases.Outcome = ReleaseStatus.Failed;
        var commit = await host.CommitAsync("a.txt", "1");
        var push = (await host.PushAsync("main")).Succeeded();
        Assert.Equal("Waiting for release.... failed.", push.Remote[^1]);
        Assert.Equal(commit, await host.ServerRefAsync("refs/heads/main"));
    }

    [Fact]
    public async Task Push_FailingBuild_IsTheGoldenTranscriptAndLeavesTheRef()
    {
        await using var host = await GitHost.StartAsync();
        var first = await host.CommitAsync("a.txt", "1");
        (await host.PushAsync("main")).Succeeded();
        host.Builds.Script = build =>
        {
            build.Write("-----> Building on the Heroku-24 stack");
            build.Write("-----> Node.js app detected");
            build.Write(" !     Push rejected, failed to compile Node.js app.");
            return Task.FromResult(false);
        };
        await host.CommitAsync("a.txt", "2");

        var push = await host.PushAsync("main");

        Assert.Equal(1, push.ExitCode);
        Assert.Contains("! [remote rejected] main -> main (pre-receive hook declined)", push.Error, StringComparison.Ordinal);
        await Golden.AssertAsync("failure", push, Token);
        Assert.Equal(first, await host.ServerRefAsync("refs/heads/main"));
        Assert.Single(Directory.GetFiles(Path.Combine(host.Repository, "objects", "pack"), "*.pack"));
        await host.AssertSoundAsync();
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("2")]
    public async Task PushCloneFetch_EveryProtocolVersion_Works(string version)
    {
        await using var host = await GitHost.StartAsync();
        var protocol = $"protocol.version={version}";
        await host.CommitAsync("a.txt", "1");
        (await host.GitAsync("tag", "-a", "v1", "-m", "one")).Succeeded();
        (await host.GitAsync("-c", protocol, "push", host.Url, "main", "v1")).Succeeded();

        (await host.GitInAsync(host.Root, "-c", protocol, "clone", "-q", host.Url, "copy")).Succeeded();
        var copy = Path.Combine(host.Root, "copy");
        Assert.Equal("1", await File.ReadAllTextAsync(Path.Combine(copy, "a.txt"), Token));
        Assert.Equal("main\n", (await host.GitInAsync(copy, "branch", "--show-current")).Output);

        // Thin: the second version of a large file is a delta against the first.
        var lines = string.Join('\n', Enumerable.Range(0, 5000));
        await host.CommitAsync("big.txt", lines);
        (await host.GitAsync("-c", protocol, "push", host.Url, "main")).Succeeded();
        var commit = await host.CommitAsync("big.txt", lines + "\nmore");
        (await host.GitAsync("-c", protocol, "push", "--thin", host.Url, "main")).Succeeded();
        await host.AssertSoundAsync();

        (await host.GitInAsync(copy, "-c", protocol, "pull", "-q")).Succeeded();
        Assert.Equal(commit, (await host.GitInAsync(copy, "rev-parse", "HEAD")).Output.Trim());
        Assert.Equal("v1\n", (await host.GitInAsync(copy, "tag")).Output);
        (await host.GitInAsync(copy, "fsck", "--strict")).Succeeded();
    }

    [Fact]
    public async Task Fetch_DivergedClient_NegotiatesAndGetsOnlyWhatItLacks()
    {
        await using var host = await GitHost.StartAsync();
        for (var i = 0; i < 60; i++)
            await host.CommitAsync("a.txt", $"{i}");
        (await host.PushAsync("main")).Succeeded();
        (await host.GitInAsync(host.Root, "clone", "-q", host.Url, "copy")).Succeeded();
        var copy = Path.Combine(host.Root, "copy");
        for (var i = 0; i < 40; i++)
            (await host.GitInAsync(copy, "commit", "-q", "--allow-empty", "-m", $"mine {i}")).Succeeded();
        var commit = await host.CommitAsync("b.txt", "theirs");
        (await host.PushAsync("main")).Succeeded();

        var fetch = (await host.GitInAsync(copy, "-c", "transfer.unpackLimit=1", "fetch", "--no-progress", "origin")).Succeeded();

        Assert.Equal(commit, (await host.GitInAsync(copy, "rev-parse", "origin/main")).Output.Trim());
        var packs = Directory.GetFiles(Path.Combine(copy, ".git", "objects", "pack"), "*.idx").Select(PackIndexFile.ReadObjectIds);
        Assert.Contains(packs, static ids => ids.Length == 3);
        Assert.DoesNotContain("fatal", fetch.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_SameAgain_IsUpToDate()
    {
        await using var host = await GitHost.StartAsync();
        await host.CommitAsync("a.txt", "1");
        (await host.PushAsync("main")).Succeeded();
        Assert.Contains("Everything up-to-date", (await host.PushAsync("main")).Succeeded().Error, StringComparison.Ordinal);
        Assert.Single(host.Builds.All);
    }

    [Fact]
    public async Task Push_ForcedAndBackToKnownCommit_Builds()
    {
        await using var host = await GitHost.StartAsync();
        var first = await host.CommitAsync("a.txt", "1");
        await host.CommitAsync("a.txt", "2");
        (await host.PushAsync("main")).Succeeded();
        (await host.GitAsync("reset", "-q", "--hard", first)).Succeeded();

        (await host.PushAsync("main")).Failed();
        (await host.PushAsync("--force", "main")).Succeeded(); // a pack without objects

        Assert.Equal(first, await host.ServerRefAsync("refs/heads/main"));
        Assert.Equal(2, host.Builds.All.Count);
        await host.AssertSoundAsync();
    }

    [Fact]
    public async Task Push_OtherBranchTagAndDeletion_FollowTheRules()
    {
        await using var host = await GitHost.StartAsync();
        var commit = await host.CommitAsync("a.txt", "1");
        Assert.Equal(["Pushed to branch other than [main, master], skipping build."], (await host.PushAsync("main:topic/x")).Succeeded().Remote);
        (await host.GitAsync("tag", "v1")).Succeeded();
        Assert.Empty((await host.PushAsync("v1")).Succeeded().Remote);
        Assert.Empty(host.Builds.All);
        Assert.Equal(commit, await host.ServerRefAsync("refs/heads/topic/x"));
        Assert.Equal(commit, await host.ServerRefAsync("refs/tags/v1"));

        (await host.PushAsync("--delete", "topic/x")).Succeeded();
        Assert.Null(await host.ServerRefAsync("refs/heads/topic/x"));
        (await host.PushAsync("main:topic")).Succeeded(); // where the directory "topic" was

        (await host.PushAsync("main")).Succeeded();
        var deletion = (await host.PushAsync("--delete", "main")).Failed();
        Assert.Contains("deletion of the deployed branch prohibited", deletion.Error, StringComparison.Ordinal);
        Assert.Equal(commit, await host.ServerRefAsync("refs/heads/main"));
        await host.AssertSoundAsync();
    }

    [Fact]
    public async Task Push_MainAndTopicTogether_BuildsOnceOrRefusesBoth()
    {
        await using var host = await GitHost.StartAsync();
        await host.CommitAsync("a.txt", "1");
        (await host.PushAsync("main", "main:topic")).Succeeded();
        Assert.Single(host.Builds.All);

        host.Builds.Script = static _ => Task.FromResult(false);
        var before = await host.ServerRefAsync("refs/heads/topic");
        await host.CommitAsync("a.txt", "2");
        (await host.PushAsync("main", "main:topic")).Failed();
        Assert.Equal(before, await host.ServerRefAsync("refs/heads/topic"));
    }

    [Fact]
    public async Task Push_MainBesideDifferentMaster_IsRefusedWithTheWayOut()
    {
        await using var host = await GitHost.StartAsync();
        await host.CommitAsync("a.txt", "1");
        (await host.PushAsync("main:master")).Succeeded();
        Assert.Equal("ref: refs/heads/master\n", await File.ReadAllTextAsync(Path.Combine(host.Repository, "HEAD"), Token));
        var commit = await host.CommitAsync("a.txt", "2");

        var refused = (await host.PushAsync("main")).Failed();
        Assert.Contains("main and master differ", refused.Error, StringComparison.Ordinal);
        Assert.Contains(refused.Remote, static l => l.Contains("git push <remote> main :master", StringComparison.Ordinal));
        Assert.Single(host.Builds.All);

        (await host.PushAsync("main", ":master")).Succeeded();
        Assert.Equal(commit, await host.ServerRefAsync("refs/heads/main"));
        Assert.Null(await host.ServerRefAsync("refs/heads/master"));
        Assert.Equal("ref: refs/heads/main\n", await File.ReadAllTextAsync(Path.Combine(host.Repository, "HEAD"), Token));
    }

    [Fact]
    public async Task Push_LargeAndChunked_StreamsThrough()
    {
        await using var host = await GitHost.StartAsync();
        var bytes = new byte[20 << 20];
        new Random(7).NextBytes(bytes);
        await File.WriteAllBytesAsync(Path.Combine(host.Work, "random.bin"), bytes, Token);
        await host.CommitAllAsync("Large");
        (await host.PushAsync("main")).Succeeded(); // beyond http.postBuffer: a probe, then chunks
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(host.Builds.All[0].Directory, "random.bin"), Token));

        (await host.GitInAsync(host.Root, "clone", "-q", host.Url, "copy")).Succeeded();
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(host.Root, "copy", "random.bin"), Token));
        await host.AssertSoundAsync();
    }

    [Fact]
    public async Task Push_WhileAnotherIsBuilt_IsRefusedAndTheFirstIsUnharmed()
    {
        await using var host = await GitHost.StartAsync();
        var started = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        host.Builds.Script = async build =>
        {
            started.TrySetResult();
            await finish.Task;
            return await Fakes.FakeBuilds.SucceedAsync(build);
        };
        var commit = await host.CommitAsync("a.txt", "1");
        var first = host.PushAsync("main");
        await started.Task.WaitAsync(TimeSpan.FromMinutes(2), Token);

        await host.CommitAsync("a.txt", "2");
        var second = (await host.PushAsync("main")).Failed();
        Assert.Contains(second.Remote, static l => l.Contains("Another push to shop is being built", StringComparison.Ordinal));

        finish.SetResult();
        (await first).Succeeded();
        Assert.Equal(commit, await host.ServerRefAsync("refs/heads/main"));
        await host.AssertSoundAsync();
    }
}
