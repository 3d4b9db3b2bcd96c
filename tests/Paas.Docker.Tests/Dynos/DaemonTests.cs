using System.Collections.Immutable;
using Docker.DotNet;
using Docker.DotNet.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Paas.Docker.Daemon;
using Paas.Docker.Output;
using Paas.Docker.Runs;
using Paas.Dynos.Local;
using Paas.Testing;

namespace Paas.Docker.Dynos;

/// <summary>What a daemon and its other users see of a platform.</summary>
public sealed class DaemonTests(DockerDaemon daemon) : IAsyncLifetime
{
    private const string Secret = "c2VjcmV0-of-the-app";
    private readonly InMemorySlugStore _slugs = new();
    private readonly List<string> _directories = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => new(daemon.RequireAsync());

    public ValueTask DisposeAsync()
    {
        foreach (var directory in _directories)
            Directory.Delete(directory, recursive: true);
        return default;
    }

    [Fact]
    public async Task Platforms_OnOneDaemon_LeaveEachOtherAlone()
    {
        var (mine, others) = (NewDirectory(), NewDirectory());
        var spec = await SpecAsync("echo ready; sleep 300");
        var other = await SpecAsync("echo ready; sleep 300");
        // At the same time: both want the network.
        await using var first = TestDriver.Create(daemon, _slugs, mine);
        await using var second = TestDriver.Create(daemon, _slugs, others);
        var (events, otherEvents) = (new DynoEventLog(first), new DynoEventLog(second));
        await Task.WhenAll(first.StartAsync(spec, Cancellation).AsTask(), second.StartAsync(other, Cancellation).AsTask());
        await events.WaitForLineAsync(spec.Id, "ready", Cancellation);
        await otherEvents.WaitForLineAsync(other.Id, "ready", Cancellation);
        await first.DisposeAsync();

        // A host of the first platform that takes over looks at all containers.
        await using var next = TestDriver.Create(daemon, _slugs, mine);
        var nextEvents = new DynoEventLog(next);
        await nextEvents.WaitAsync<DynosReplayed>(Guid.Empty, null, Cancellation);

        Assert.Equal(spec.Id, Assert.IsType<DynoAdopted>(nextEvents.Of(spec.Id)[0]).DynoId);
        Assert.Empty(nextEvents.Of(other.Id));
        await next.StopAsync(spec.Id, TimeSpan.Zero, Cancellation);
        await nextEvents.WaitForExitAsync(spec.Id, Cancellation);
        Assert.NotEqual("", await daemon.DockerAsync("ps", "-q", "--filter", $"name={other.Id:n}"));
        await second.StopAsync(other.Id, TimeSpan.Zero, Cancellation);
        Assert.Equal(137, (await otherEvents.WaitForExitAsync(other.Id, Cancellation)).ExitCode);
    }

    [Fact]
    public async Task Environment_OfDyno_IsInItsEnvironmentOnly()
    {
        await using var driver = TestDriver.Create(daemon, _slugs, NewDirectory());
        var events = new DynoEventLog(driver);
        var spec = await SpecAsync("echo ready; sleep 300") with { Environment = ImmutableSortedDictionary<string, string>.Empty.Add("TOKEN", Secret) };
        await driver.StartAsync(spec, Cancellation);
        await events.WaitForLineAsync(spec.Id, "ready", Cancellation);

        var described = await daemon.DockerAsync("ps", "-a", "--no-trunc", "--filter", $"name={spec.Id:n}", "--format", "{{json .}}") + await daemon.DockerAsync("inspect", "--format", "{{json .Config.Labels}} {{.Name}} {{.Path}} {{json .Args}}", await daemon.DockerAsync("ps", "-q", "--filter", $"name={spec.Id:n}"));

        Assert.Contains(spec.Id.ToString(), described, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, described, StringComparison.Ordinal);
        var broken = await SpecAsync("true") with { Environment = ImmutableSortedDictionary<string, string>.Empty.Add("A=B", Secret) };
        await driver.StartAsync(broken, Cancellation);
        Assert.DoesNotContain(Secret, (await events.WaitForExitAsync(broken.Id, Cancellation)).Reason, StringComparison.Ordinal);
        await driver.StopAsync(spec.Id, TimeSpan.Zero, Cancellation);
        await events.WaitForExitAsync(spec.Id, Cancellation);
    }

    /// <summary>The daemon gives the streams of its next start, which never comes, to who joins a container that has just ended.</summary>
    /// <param name="isLive">Its output has arrived already, which the daemon's own record does not tell.</param>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Output_OfAContainerThatEndedBeforeItWasJoined_EndsAndIsThereOnce(bool isLive)
    {
        var container = (await daemon.DockerAsync("create", "--log-driver", "local", DockerDaemon.Image, "/bin/sh", "-c", "echo last")).Trim();
        using var client = new DockerClientBuilder().WithEndpoint(daemon.Endpoint).Build();
        var spec = await SpecAsync("echo last");
        var events = new EventQueue();
        var options = TestDriver.Options(daemon, NewDirectory());
        options.ReconnectDelay = TimeSpan.FromMilliseconds(1);
        var host = new DockerHost(
            client, options, Guid.NewGuid(), null!, SharesFiles: true, 1, "", null!, _slugs, null!, events, TimeProvider.System, NullLogger.Instance);
        var ended = new TaskCompletionSource();
        var joined = new Joined(isLive ? 2 : 1);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var filters = new Dictionary<string, IDictionary<string, bool>> { ["container"] = new Dictionary<string, bool> { [container] = true }, ["event"] = new Dictionary<string, bool> { ["attach"] = true } };
        var watch = client.System.MonitorEventsAsync(new ContainerEventsParameters { Since = "0", Filters = filters }, joined, watching.Token);
        using var output = new ContainerOutput(
            spec, host, container, new OutputQueue(spec.Id, events, 1000, lossless: true), new SeenOutput(Path.Combine(NewDirectory(), "seen"), new FakeTimeProvider()), ended.Task, Cancellation);
        if (isLive)
            await output.AttachAsync();
        await daemon.DockerAsync("start", container);
        await daemon.DockerAsync("wait", container);
        var reading = output.ReadAsync();
        await joined.Task.WaitAsync(Cancellation);

        ended.SetResult();
        await reading.WaitAsync(Cancellation);

        events.Complete();
        Assert.Equal(["last"], await events.ReadAllAsync(Cancellation).OfType<DynoOutput>().Select(static line => line.Line).ToListAsync(Cancellation));
        await watching.CancelAsync();
        await Task.WhenAny(watch);
        await daemon.DockerAsync("rm", container);
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

    private sealed class Joined(int times) : IProgress<Message>
    {
        private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _times;

        public Task Task => _joined.Task;

        public void Report(Message value)
        {
            if (++_times == times)
                _joined.SetResult();
        }
    }
}
