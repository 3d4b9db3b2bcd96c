using Paas.Testing;

namespace Paas.Dynos;

public sealed class FakeAdoptionTests
{
    private readonly FakeDynoDriver _driver = new() { OnStart = static _ => { } };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Adopt_DynoThatRuns_IsToldWithItsStateAndWhatItPrintedMeanwhile()
    {
        var spec = Spec() with { NeedsPort = true, Environment = Spec().Environment.Add("SECRET", "x") };
        await _driver.StartAsync(spec, Cancellation);
        var dyno = _driver.Find("web.1");
        dyno.Start();
        dyno.Listen();
        await _driver.SendAsync(spec.Id, new DynoFreeze(true), Cancellation);

        var next = Reopen(() => dyno.Print("nobody reads"));
        dyno.Print("again");

        var events = await next.WatchAsync(Cancellation).Take(6).ToListAsync(Cancellation);
        Assert.Equal(
            [
                new DynoAdopted(spec with { Environment = Spec().Environment }, dyno.StartedAt) { Frozen = true },
                events[1], events[2], new DynoOutput(spec.Id, "nobody reads"), new DynosReplayed(), new DynoOutput(spec.Id, "again"),
            ],
            events);
        Assert.Equal(dyno.Port, Assert.IsType<DynoStarted>(events[1]).Address!.Port);
        Assert.True(Assert.IsType<DynoListening>(events[2]).OnPort);
        Assert.Same(dyno, next.Find("web.1"));
        Assert.Empty(_driver.Running);
    }

    [Fact]
    public async Task Adopt_DynoThatEndedMeanwhile_IsToldWithItsExitCode()
    {
        var spec = Spec();
        await _driver.StartAsync(spec, Cancellation);
        var dyno = _driver.Find("web.1");
        dyno.Start();

        var next = Reopen(() =>
        {
            dyno.Print("last words");
            dyno.Exit(3);
        });

        var events = await next.WatchAsync(Cancellation).Take(4).ToListAsync(Cancellation);
        Assert.Equal(
            [new DynoAdopted(spec, dyno.StartedAt), new DynoOutput(spec.Id, "last words"), new DynoExited(spec.Id, 3), new DynosReplayed()],
            events);
        Assert.Empty(next.Running);
    }

    [Fact]
    public async Task Adopt_BuildsAndAttachedDynos_AreEnded()
    {
        await _driver.StartAsync(Spec() with { Type = "build" }, Cancellation);
        await _driver.StartAsync(Spec() with { Attachment = new DynoAttachment(new TerminalSize(80, 24)) }, Cancellation);

        var next = Reopen(static () => { });

        var events = await next.WatchAsync(Cancellation).Take(3).ToListAsync(Cancellation);
        Assert.Equal([DynoFailure.Orphaned, DynoFailure.Orphaned], events.OfType<DynoExited>().Select(static exited => exited.Failure));
        Assert.IsType<DynosReplayed>(events[2]);
    }

    [Fact]
    public async Task Inside_OtherEnds_EndsToo()
    {
        var spec = Spec();
        await _driver.StartAsync(spec, Cancellation);
        var inside = Spec() with { Inside = spec.Id, Name = "run.1" };
        await _driver.StartAsync(inside, Cancellation);
        await _driver.StartAsync(Spec() with { Inside = Guid.NewGuid(), Name = "run.2" }, Cancellation);
        Assert.Equal(2, _driver.Running.Count);

        _driver.Find("web.1").Exit(0);

        Assert.Empty(_driver.Running);
    }

    [Fact]
    public async Task Crash_KeepDynos_GoesOnInTheNextDriver()
    {
        await using var paas = await TestPaas.StartAsync();
        var first = paas.Driver;
        await paas.Platform.Apps.CreateAsync("shop", Cancellation);
        await paas.DeployAsync("shop", "web: serve");
        var dyno = first.Find("web.1");

        await paas.CrashAsync(keepDynos: true, meanwhile: dynos => Assert.Equal([dyno], dynos));

        Assert.NotSame(first, paas.Driver);
        Assert.Empty(first.Running);
    }

    private FakeDynoDriver Reopen(Action meanwhile)
    {
        var dynos = _driver.Abandon();
        meanwhile();
        var next = new FakeDynoDriver();
        next.Adopt(dynos);
        return next;
    }

    private static DynoSpec Spec() => new()
    {
        Id = Guid.NewGuid(),
        AppId = Guid.NewGuid(),
        Name = "web.1",
        Type = "web",
        Command = "serve $PORT",
    };
}
