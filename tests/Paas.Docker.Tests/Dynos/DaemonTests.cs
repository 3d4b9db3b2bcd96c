using System.Collections.Immutable;
using Paas.Testing;

namespace Paas.Docker.Dynos;

/// <summary>Several platforms on one daemon, and a daemon that is started anew. It has one of its own, because others could not bear that.</summary>
public sealed class DaemonTests : IAsyncLifetime
{
    private const string Secret = "c2VjcmV0-of-the-app";
    private readonly DockerDaemon _daemon = new();
    private readonly InMemorySlugStore _slugs = new();
    private readonly List<string> _directories = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => new(_daemon.RequireAsync());

    public async ValueTask DisposeAsync()
    {
        await _daemon.DisposeAsync();
        foreach (var directory in _directories)
            Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Platforms_OnOneDaemon_LeaveEachOtherAlone()
    {
        var (mine, others) = (NewDirectory(), NewDirectory());
        var spec = await SpecAsync("echo ready; sleep 300");
        var other = await SpecAsync("echo ready; sleep 300");
        // At the same time: both want the network.
        await using var first = TestDriver.Create(_daemon, _slugs, mine);
        await using var second = TestDriver.Create(_daemon, _slugs, others);
        var (events, otherEvents) = (new DynoEventLog(first), new DynoEventLog(second));
        await Task.WhenAll(first.StartAsync(spec, Cancellation).AsTask(), second.StartAsync(other, Cancellation).AsTask());
        await events.WaitForLineAsync(spec.Id, "ready", Cancellation);
        await otherEvents.WaitForLineAsync(other.Id, "ready", Cancellation);
        await first.DisposeAsync();

        // A host of the first platform that takes over looks at all containers.
        await using var next = TestDriver.Create(_daemon, _slugs, mine);
        var nextEvents = new DynoEventLog(next);
        await nextEvents.WaitAsync<DynosReplayed>(Guid.Empty, null, Cancellation);

        Assert.Equal(spec.Id, Assert.IsType<DynoAdopted>(nextEvents.Of(spec.Id)[0]).DynoId);
        Assert.Empty(nextEvents.Of(other.Id));
        await next.StopAsync(spec.Id, TimeSpan.Zero, Cancellation);
        await nextEvents.WaitForExitAsync(spec.Id, Cancellation);
        Assert.Equal(1, (await _daemon.DockerAsync("ps", "-aq")).Split('\n').Count(static line => line.Length > 0));
        await second.StopAsync(other.Id, TimeSpan.Zero, Cancellation);
        Assert.Equal(137, (await otherEvents.WaitForExitAsync(other.Id, Cancellation)).ExitCode);
    }

    [Fact]
    public async Task Environment_OfDyno_IsInItsEnvironmentOnly()
    {
        await using var driver = TestDriver.Create(_daemon, _slugs, NewDirectory());
        var events = new DynoEventLog(driver);
        var spec = await SpecAsync("echo ready; sleep 300") with { Environment = ImmutableSortedDictionary<string, string>.Empty.Add("TOKEN", Secret) };
        await driver.StartAsync(spec, Cancellation);
        await events.WaitForLineAsync(spec.Id, "ready", Cancellation);

        var described = await _daemon.DockerAsync("ps", "-a", "--no-trunc", "--format", "{{json .}}") + await _daemon.DockerAsync("inspect", "--format", "{{json .Config.Labels}} {{.Name}} {{.Path}} {{json .Args}}", await _daemon.DockerAsync("ps", "-q"));

        Assert.Contains(spec.Id.ToString(), described, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, described, StringComparison.Ordinal);
        var broken = await SpecAsync("true") with { Environment = ImmutableSortedDictionary<string, string>.Empty.Add("A=B", Secret) };
        await driver.StartAsync(broken, Cancellation);
        Assert.DoesNotContain(Secret, (await events.WaitForExitAsync(broken.Id, Cancellation)).Reason, StringComparison.Ordinal);
        await driver.StopAsync(spec.Id, TimeSpan.Zero, Cancellation);
        await events.WaitForExitAsync(spec.Id, Cancellation);
    }

    [Fact]
    public async Task Daemon_StartedAnew_IsFoundAgain()
    {
        var files = NewDirectory();
        await using var driver = TestDriver.Create(_daemon, _slugs, NewDirectory(), static docker => docker.ReconnectDelay = TimeSpan.FromMilliseconds(200));
        var events = new DynoEventLog(driver);
        var stays = await SpecAsync($"echo ready; while [ ! -e {files}/go ]; do sleep 0.05; done; echo on; sleep 300") with { SlugDigest = null, Directory = files };
        var ends = await SpecAsync($"echo ready; while [ ! -e {files}/go ]; do sleep 0.05; done; echo bye; touch {files}/ended; exit 6") with { SlugDigest = null, Directory = files };
        foreach (var spec in new[] { stays, ends })
        {
            await driver.StartAsync(spec, Cancellation);
            await events.WaitForLineAsync(spec.Id, "ready", Cancellation);
        }

        await _daemon.StopAsync();
        await File.WriteAllTextAsync(Path.Combine(files, "go"), "", Cancellation);
        while (!File.Exists(Path.Combine(files, "ended")))
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
        await _daemon.StartAsync();

        Assert.Equal(6, (await events.WaitForExitAsync(ends.Id, Cancellation)).ExitCode);
        await events.WaitForLineAsync(stays.Id, "on", Cancellation);
        await driver.StopAsync(stays.Id, TimeSpan.FromSeconds(20), Cancellation);
        Assert.Equal(143, (await events.WaitForExitAsync(stays.Id, Cancellation)).ExitCode);
        Assert.Equal(["ready", "on"], events.LinesOf(stays.Id));
    }

    private string NewDirectory()
    {
        var directory = Directory.CreateTempSubdirectory("paas-docker-test-").FullName;
        _directories.Add(directory);
        return directory;
    }

    private async Task<DynoSpec> SpecAsync(string command) => new()
    {
        Id = Guid.NewGuid(),
        AppId = Guid.NewGuid(),
        Name = "worker.1",
        Type = "worker",
        Command = command,
        SlugDigest = await TestDriver.PackAsync(_slugs, new Dictionary<string, string> { ["app.txt"] = "an app\n" }, Cancellation),
    };
}
