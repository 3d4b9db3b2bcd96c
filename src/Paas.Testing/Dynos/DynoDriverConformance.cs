using System.Diagnostics.CodeAnalysis;
using Xunit;

namespace Paas.Testing;

/// <summary>
/// What every <see cref="IDynoDriver"/> must do. Inherit it in a test project and create your driver. Dynos need
/// <c>bash</c>, <c>env</c>, <c>seq</c>, <c>head</c>, <c>setsid</c> and, to listen, <c>perl</c> (see <see cref="Listen"/>).
/// </summary>
[SuppressMessage("Naming", "CA1707", Justification = "Test names are Method_State_Result.")]
public abstract partial class DynoDriverConformance : IAsyncLifetime
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);
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
}
