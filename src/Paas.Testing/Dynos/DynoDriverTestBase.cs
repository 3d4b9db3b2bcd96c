using System.Diagnostics.CodeAnalysis;
using System.Text;
using Xunit;

namespace Paas.Testing;

/// <summary>
/// What the conformance suites of <see cref="IDynoDriver"/> share: a driver, its slugs, its events. Dynos need
/// <c>bash</c>, <c>env</c>, <c>seq</c>, <c>head</c>, <c>setsid</c>, <c>stty</c>, <c>od</c> and <c>perl</c>.
/// </summary>
[SuppressMessage("Naming", "CA1707", Justification = "Test names are Method_State_Result.")]
public abstract class DynoDriverTestBase : IAsyncLifetime
{
    private protected static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);
    private DynoEventLog? _log;

    /// <summary>Creates a driver that takes slugs from a store; called once per test. It is disposed after the test when it can be.</summary>
    protected abstract ValueTask<IDynoDriver> CreateDriverAsync(ISlugStore slugs);

    /// <summary>Packs files, by name, into a slug as the driver unpacks it, and returns its digest.</summary>
    protected abstract ValueTask<string> PackAsync(ISlugStore slugs, IReadOnlyDictionary<string, string> files);

    /// <summary>Shell line of a process that listens. The default needs perl with its core module IO::Socket.</summary>
    /// <param name="address">IPv4 address.</param>
    /// <param name="port">A port or a shell expression of one; 0 for any.</param>
    protected virtual string Listen(string address, string port) =>
        "exec perl -MIO::Socket::INET -e '"
        + "my $s = IO::Socket::INET->new(LocalAddr => $ARGV[0], LocalPort => $ARGV[1], Listen => 5, ReuseAddr => 1) or die \"bind: $@\"; "
        + "$| = 1; print $s->sockport, \"\\n\"; sleep 1000' "
        + $"{address} \"{port}\"";

    /// <summary>Whether the driver tells all endpoints, also those that are not <c>$PORT</c>.</summary>
    protected virtual bool ReportsEndpoints => true;

    /// <summary>
    /// Whether a dyno that listens on 127.0.0.1 only can be reached. Where it has a loopback of its own it cannot, as on Heroku, and
    /// is not reported to listen on its port.
    /// </summary>
    protected virtual bool ReachesLoopback => true;

    /// <summary>An address on which a dyno can be reached.</summary>
    private protected string ReachableAddress => ReachesLoopback ? "127.0.0.1" : "0.0.0.0";

    /// <summary>The driver under test.</summary>
    protected IDynoDriver Driver { get; private set; } = null!;

    /// <summary>Where its slugs come from.</summary>
    protected ISlugStore Slugs { get; private set; } = null!;

    /// <summary>What it reported. Reading begins with the first use.</summary>
    protected DynoEventLog Events => _log ??= new DynoEventLog(Driver);

    /// <summary>Ends with the test.</summary>
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync()
    {
        Slugs = new InMemorySlugStore();
        Driver = await CreateDriverAsync(Slugs);
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        if (Driver is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        if (_log is not null)
            await _log.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A dyno of a slug with nothing in it but one file.</summary>
    protected async Task<DynoSpec> SpecAsync(string command, params (string Name, string Content)[] files)
    {
        var content = files.ToDictionary(file => file.Name, file => file.Content, StringComparer.Ordinal);
        content.TryAdd("app.txt", "an app\n");
        return new DynoSpec
        {
            Id = Guid.NewGuid(),
            AppId = Guid.NewGuid(),
            Name = "worker.1",
            Type = "worker",
            Command = command,
            SlugDigest = await PackAsync(Slugs, content),
        };
    }

    /// <summary>Starts a dyno and waits for its end.</summary>
    protected async Task<DynoExited> RunAsync(DynoSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        _ = Events;
        await Driver.StartAsync(spec, Cancellation);
        return await Events.WaitForExitAsync(spec.Id, Cancellation);
    }

    /// <summary>Goes on with another driver, which reports to a new <see cref="Events"/>.</summary>
    private protected async Task SwitchToAsync(IDynoDriver driver)
    {
        if (_log is not null)
            await _log.DisposeAsync();
        (Driver, _log) = (driver, null);
    }

    private protected async Task<DynoSpec> WebAsync(string command) =>
        await SpecAsync(command) with { Name = "web.1", Type = "web", NeedsPort = true };

    private protected async Task<DynoSpec> StartReadyAsync(string command) => await StartReadyAsync(await SpecAsync(command));

    /// <summary>Starts a dyno and waits until it printed <c>ready</c>.</summary>
    private protected async Task<DynoSpec> StartReadyAsync(DynoSpec spec)
    {
        _ = Events;
        await Driver.StartAsync(spec, Cancellation);
        await Events.WaitForLineAsync(spec.Id, "ready", Cancellation);
        return spec;
    }

    private protected async Task<DynoExited> StopWhenReadyAsync(DynoSpec spec, TimeSpan grace)
    {
        await StartReadyAsync(spec);
        await Driver.StopAsync(spec.Id, grace, Cancellation);
        return await Events.WaitForExitAsync(spec.Id, Cancellation);
    }

    private protected async Task<DynoExited> StopAsync(DynoSpec spec, TimeSpan? grace = null)
    {
        _ = Events;
        await Driver.StopAsync(spec.Id, grace ?? Grace, Cancellation);
        return await Events.WaitForExitAsync(spec.Id, Cancellation);
    }

    private protected static DynoSpec Inside(DynoSpec other, string command) => new()
    {
        Id = Guid.NewGuid(),
        AppId = other.AppId,
        Name = "run.1",
        Type = "run",
        Command = command,
        Inside = other.Id,
    };

    private protected ValueTask SendAsync(DynoSpec spec, string input) =>
        Driver.SendAsync(spec.Id, new DynoInput(Encoding.UTF8.GetBytes(input)), Cancellation);

    /// <summary>Events of a dyno without those that come by the clock.</summary>
    private protected IReadOnlyList<DynoEvent> StatesOf(Guid dynoId) => [.. Events.Of(dynoId).Where(static dynoEvent => dynoEvent is not DynoUsage)];

    private protected long Dropped(Guid dynoId) => Events.Of(dynoId).OfType<DynoOutputDropped>().Sum(dropped => dropped.Count);

    /// <summary>Waits until something is so that no event tells.</summary>
    protected static async Task UntilAsync(Func<bool> condition)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        ArgumentNullException.ThrowIfNull(condition);
        bound.CancelAfter(DynoEventLog.Bound);
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, bound.Token);
    }
}
