using Xunit;

namespace Paas.Testing;

public abstract partial class DynoDriverConformance
{
    /// <summary>Started, output, exited: in this order and nothing after.</summary>
    [Fact]
    public async Task Start_CommandThatEnds_ReportsStartedOutputExited()
    {
        var spec = await SpecAsync("cat app.txt");

        var exited = await RunAsync(spec);

        Assert.Equal(new DynoExited(spec.Id, 0), exited);
        Assert.Equal(
            [new DynoStarted(spec.Id, null, "cat app.txt"), new DynoOutput(spec.Id, "an app"), exited],
            StatesOf(spec.Id));
    }

    /// <summary>Exit codes are exact, and a signal is 128 and its number.</summary>
    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 3", 3)]
    [InlineData("exit 255", 255)]
    [InlineData("no-such-command-at-all", 127)]
    [InlineData("kill -KILL $$", 137)]
    [InlineData("kill -TERM $$", 143)]
    [InlineData("kill -SEGV $$", 139)]
    public async Task Start_CommandThatEnds_ReportsItsExitCode(string command, int exitCode)
    {
        var exited = await RunAsync(await SpecAsync(command));

        Assert.Equal(exitCode, exited.ExitCode);
        Assert.Equal(DynoFailure.None, exited.Failure);
    }

    /// <summary>Signals have their defaults, whatever the host ignores: a closed pipe ends a writer.</summary>
    [Fact]
    public async Task Start_WriterOfClosedPipe_GetsSigpipe()
    {
        var spec = await SpecAsync("seq 1 1000000 | head -n 1; echo ${PIPESTATUS[0]}");

        await RunAsync(spec);

        Assert.Equal(["1", "141"], Events.LinesOf(spec.Id));
    }

    /// <summary>Every dyno has its own copy of the slug, which is gone with it.</summary>
    [Fact]
    public async Task Start_SameSlugTwice_GivesEachItsOwnFiles()
    {
        var first = await SpecAsync("pwd; echo mine > app.txt; echo extra > new.txt; cat app.txt");
        var second = first with { Id = Guid.NewGuid(), Command = "pwd; cat app.txt; ls new.txt 2>/dev/null || echo none" };

        await RunAsync(first);
        await RunAsync(second);

        Assert.Equal("mine", Events.LinesOf(first.Id)[1]);
        Assert.Equal(["an app", "none"], Events.LinesOf(second.Id).Skip(1));
        // Where all dynos see their home at the same path, it is another one here.
        var (firstHome, secondHome) = (Events.LinesOf(first.Id)[0], Events.LinesOf(second.Id)[0]);
        Assert.False(firstHome != secondHome && Directory.Exists(firstHome), "The home of the first dyno is still there.");
        Assert.False(firstHome != secondHome && Directory.Exists(secondHome), "The home of the second dyno is still there.");
    }

    /// <summary>A directory is used in place and left as it is.</summary>
    [Fact]
    public async Task Start_WithDirectory_UsesItInPlace()
    {
        var directory = Directory.CreateTempSubdirectory("paas-conformance-").FullName;
        try
        {
            var spec = await SpecAsync("echo built > result.txt") with { SlugDigest = null, Directory = directory };

            Assert.Equal(0, (await RunAsync(spec)).ExitCode);

            Assert.Equal("built\n", await File.ReadAllTextAsync(Path.Combine(directory, "result.txt"), Cancellation));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>A second start of an id that runs does nothing.</summary>
    [Fact]
    public async Task Start_SameIdTwice_RunsOnce()
    {
        var spec = await SpecAsync("echo ready; sleep 300");
        _ = Events;
        await Driver.StartAsync(spec, Cancellation);
        await Events.WaitForLineAsync(spec.Id, "ready", Cancellation);

        await Driver.StartAsync(spec, Cancellation);
        await Driver.StopAsync(spec.Id, Grace, Cancellation);
        await Events.WaitForExitAsync(spec.Id, Cancellation);

        Assert.Single(Events.Of(spec.Id).OfType<DynoStarted>());
        Assert.Single(Events.Of(spec.Id).OfType<DynoExited>());
    }

    /// <summary>A slug that is not there is told as the end of the dyno, with its digest.</summary>
    [Fact]
    public async Task Start_MissingSlug_ReportsCannotStart()
    {
        var digest = "sha256:" + new string('0', 64);

        var exited = await RunAsync(await SpecAsync("true") with { SlugDigest = digest });

        Assert.Null(exited.ExitCode);
        Assert.Equal(DynoFailure.CannotStart, exited.Failure);
        Assert.Contains(digest, exited.Reason, StringComparison.Ordinal);
    }

    /// <summary>A slug that was damaged never runs (R17).</summary>
    [Fact]
    public async Task Start_CorruptSlug_ReportsChecksum()
    {
        await using var scope = new DriverScope(await CreateDriverAsync(new CorruptingSlugStore(Slugs)));
        var spec = await SpecAsync("echo ran");
        await scope.Driver.StartAsync(spec, Cancellation);

        var exited = await scope.Events.WaitForExitAsync(spec.Id, Cancellation);

        Assert.Null(exited.ExitCode);
        Assert.Equal(DynoFailure.Checksum, exited.Failure);
        Assert.Contains(spec.SlugDigest!["sha256:".Length..], exited.Reason, StringComparison.Ordinal);
        Assert.Single(scope.Events.Of(spec.Id));
    }

    /// <summary>SIGTERM lets a dyno end in its own way.</summary>
    [Fact]
    public async Task Stop_HandledSigterm_EndsWithItsExitCode()
    {
        var spec = await SpecAsync("trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 0.05; done");

        var exited = await StopWhenReadyAsync(spec, Grace);

        Assert.Equal(7, exited.ExitCode);
        Assert.Equal(DynoFailure.None, exited.Failure);
        Assert.Contains("bye", Events.LinesOf(spec.Id));
    }

    /// <summary>A dyno that does not know SIGTERM ends with 143.</summary>
    [Fact]
    public async Task Stop_PlainProcess_EndsWith143()
    {
        var exited = await StopWhenReadyAsync(await SpecAsync("echo ready; exec sleep 300"), Grace);

        Assert.Equal(143, exited.ExitCode);
        Assert.Equal(DynoFailure.None, exited.Failure);
    }

    /// <summary>A dyno that ignores SIGTERM gets SIGKILL after the grace (R12).</summary>
    [Fact]
    public async Task Stop_IgnoredSigterm_KillsAfterGrace()
    {
        var spec = await SpecAsync("trap '' TERM; echo ready; while :; do sleep 0.05; done");

        var exited = await StopWhenReadyAsync(spec, TimeSpan.FromMilliseconds(300));

        Assert.Equal(137, exited.ExitCode);
        Assert.Equal(DynoFailure.ExitTimeout, exited.Failure);
    }

    /// <summary>A later stop with less patience counts.</summary>
    [Fact]
    public async Task Stop_AgainWithShorterGrace_KillsSooner()
    {
        var spec = await SpecAsync("trap '' TERM; echo ready; while :; do sleep 0.05; done");
        _ = Events;
        await Driver.StartAsync(spec, Cancellation);
        await Events.WaitForLineAsync(spec.Id, "ready", Cancellation);

        await Driver.StopAsync(spec.Id, TimeSpan.FromHours(1), Cancellation);
        await Driver.StopAsync(spec.Id, TimeSpan.Zero, Cancellation);

        Assert.Equal(137, (await Events.WaitForExitAsync(spec.Id, Cancellation)).ExitCode);
    }

    /// <summary>SIGTERM reaches every process of the dyno.</summary>
    [Fact]
    public async Task Stop_WithChildren_SignalsThemToo()
    {
        var spec = await SpecAsync(
            "(trap 'echo child; exit 0' TERM; echo started; while :; do sleep 0.05; done) & "
            + "trap 'wait; exit 0' TERM; echo ready; while :; do sleep 0.05; done");
        _ = Events;
        await Driver.StartAsync(spec, Cancellation);
        await Events.WaitForLineAsync(spec.Id, "ready", Cancellation);
        await Events.WaitForLineAsync(spec.Id, "started", Cancellation);

        await Driver.StopAsync(spec.Id, Grace, Cancellation);
        var exited = await Events.WaitForExitAsync(spec.Id, Cancellation);

        Assert.Equal(0, exited.ExitCode);
        Assert.Contains("child", Events.LinesOf(spec.Id));
    }

    /// <summary>Background processes do not outlive the dyno, nor do they hold up its end, even in a session of their own.</summary>
    [Theory]
    [InlineData("sleep 300 &")]
    [InlineData("setsid sleep 300 &")]
    [InlineData("(trap '' TERM; while :; do sleep 0.05; done) &")]
    public async Task Exit_WithBackgroundProcess_EndsItToo(string background)
    {
        var exited = await RunAsync(await SpecAsync($"{background} echo done; exit 4"));

        Assert.Equal(4, exited.ExitCode);
    }

    /// <summary>A stop right after the start is not lost, whatever the dyno is at.</summary>
    [Fact]
    public async Task Stop_RightAfterStart_Ends()
    {
        var spec = await SpecAsync("sleep 300");
        _ = Events;
        await Driver.StartAsync(spec, Cancellation);
        await Driver.StopAsync(spec.Id, TimeSpan.FromSeconds(1), Cancellation);

        await Events.WaitForExitAsync(spec.Id, Cancellation);
    }

    /// <summary>There is nothing to stop, so nothing happens.</summary>
    [Fact]
    public async Task Stop_UnknownId_IsNoError()
    {
        var unknown = Guid.NewGuid();

        await Driver.StopAsync(unknown, Grace, Cancellation);
        await RunAsync(await SpecAsync("true"));

        Assert.Empty(Events.Of(unknown));
    }

    private sealed class DriverScope(IDynoDriver driver) : IAsyncDisposable
    {
        public IDynoDriver Driver => driver;

        public DynoEventLog Events { get; } = new(driver);

        public async ValueTask DisposeAsync()
        {
            if (driver is IAsyncDisposable disposable)
                await disposable.DisposeAsync();
            await Events.DisposeAsync();
        }
    }
}
