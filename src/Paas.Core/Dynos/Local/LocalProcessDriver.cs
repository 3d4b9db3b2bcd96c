using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Paas.Dynos.Local;

namespace Paas;

/// <summary>
/// Dynos as processes of this machine, without isolation from each other: each has its own copy of the slug, its own
/// environment, session and port. They end with the host, and those of a host that crashed are ended before the first
/// new one starts; or they outlive it and are re-adopted (<see cref="LocalProcessOptions.OutliveHost"/>). For Linux and macOS.
/// </summary>
[SuppressMessage("Interoperability", "CA1416", Justification = "The constructor throws on Windows.")]
public sealed class LocalProcessDriver : IDynoDriver, IAsyncDisposable, IDisposable
{
    // Longer than a dyno takes to be killed, see DynoProcesses.
    private static readonly TimeSpan KillBound = TimeSpan.FromSeconds(10);

    private readonly LocalProcessOptions _options;
    private readonly ISlugStore _slugs;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly EventQueue _events = new();
    private readonly ConcurrentDictionary<Guid, LocalDyno> _dynos = new();
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly CancellationTokenSource _shutdown = new();
    private DynoHost? _host;
    private volatile bool _disposed;

    /// <summary>Creates the driver. Nothing is touched before the first call.</summary>
    /// <param name="options">Settings; <see cref="LocalProcessOptions.RootDirectory"/> must be set.</param>
    /// <param name="slugs">Where slugs come from.</param>
    /// <param name="clock">Time.</param>
    /// <param name="log">Diagnostics.</param>
    /// <exception cref="PlatformNotSupportedException">On Windows.</exception>
    /// <exception cref="OptionsValidationException">A setting is illegal.</exception>
    public LocalProcessDriver(LocalProcessOptions options, ISlugStore slugs, TimeProvider clock, ILogger<LocalProcessDriver> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(slugs);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(log);
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("Local-process dynos run on Linux and macOS; on Windows run the host in WSL 2, or use another dyno driver such as the one for Docker.");
        var validation = new LocalProcessOptionsValidator().Validate(null, options);
        if (validation.Failed)
            throw new OptionsValidationException(nameof(LocalProcessOptions), typeof(LocalProcessOptions), validation.Failures);
        _options = options;
        _slugs = slugs;
        _clock = clock;
        _log = log;
    }

    /// <inheritdoc/>
    public string Name => "local";

    /// <summary>How far dynos are kept apart. The driver does not start where the machine lacks something for it, so it is never less than this.</summary>
    public DynoIsolation Isolation => _options.Isolation;

    /// <inheritdoc/>
    public bool DynosOutliveHost => _options.OutliveHost;

    /// <inheritdoc/>
    /// <exception cref="PaasException"><see cref="PaasErrors.Unavailable"/>: the root directory is used by another host or cannot be written.</exception>
    public async ValueTask StartAsync(DynoSpec spec, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (new[] { spec.SlugDigest is not null, spec.Directory is not null, spec.Inside is not null }.Count(static given => given) != 1)
            throw new ArgumentException($"Dyno {spec.Name} must have either a slug or a directory, or run inside another.", nameof(spec));
        var host = await OpenAsync(cancellationToken);
        var dyno = new LocalDyno(spec, host, spec.Inside is { } other ? _dynos.GetValueOrDefault(other) : null, _shutdown.Token);
        if (!_dynos.TryAdd(spec.Id, dyno))
        {
            dyno.Dispose();
            return;
        }

        // DisposeAsync may have looked at the dynos just before this one was added.
        if (_disposed)
            dyno.Stop(TimeSpan.Zero);
        _ = Task.Run(() => RunAsync(dyno, dyno.RunAsync), CancellationToken.None);
    }

    /// <inheritdoc/>
    public ValueTask StopAsync(Guid dynoId, TimeSpan grace, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(grace, TimeSpan.Zero);
        if (_dynos.TryGetValue(dynoId, out var dyno))
            dyno.Stop(grace);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask SendAsync(Guid dynoId, DynoRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _dynos.TryGetValue(dynoId, out var dyno) ? dyno.SendAsync(request, cancellationToken) : default;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<DynoEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        await foreach (var dynoEvent in _events.ReadAllAsync(cancellationToken))
            yield return dynoEvent;
    }

    /// <summary>
    /// Ends all dynos: SIGTERM, <see cref="LocalProcessOptions.ShutdownGrace"/>, SIGKILL; those that outlive the host are left
    /// running. Their events can still be read.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _opening.WaitAsync();
        try
        {
            if (_disposed)
                return;
            _disposed = true;
        }
        finally
        {
            _opening.Release();
        }

        var running = _dynos.Values.ToList();
        foreach (var dyno in running)
        {
            if (dyno.CanBeLeft)
                dyno.Leave();
            else
                dyno.Stop(_options.ShutdownGrace);
        }

        var all = Task.WhenAll(running.Select(dyno => dyno.Completed));
        await Task.WhenAny(all, Task.Delay(_options.ShutdownGrace, _clock));
        // Nobody waits for a slow reader any more.
        await _shutdown.CancelAsync();
        await Task.WhenAny(all, Task.Delay(KillBound, _clock));
        _events.Complete();
        if (_host is { Readiness.IsValueCreated: true })
            _host.Readiness.Value.Dispose();
        _host?.Usage.Dispose();
        _host?.Exits.Dispose();
        _host?.Places.Dispose();
        _host?.Homes.Dispose();
        _host?.Directories.Dispose();
    }

    /// <summary>As <see cref="DisposeAsync"/>, for containers that are disposed synchronously.</summary>
    public void Dispose() => Task.Run(async () => await DisposeAsync()).GetAwaiter().GetResult();

    private async Task RunAsync(LocalDyno dyno, Func<Task<DynoExited?>> run)
    {
        using (dyno)
        {
            var exited = await run();
            // The id may be used again from its last event on.
            _dynos.TryRemove(dyno.Id, out _);
            if (exited is not null)
                _events.Post(exited);
        }
    }

    /// <summary>Takes the root directory and ends what an earlier host left, once. A failure is tried again by the next call.</summary>
    private async Task<DynoHost> OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _host ??= await CreateHostAsync();
        }
        finally
        {
            _opening.Release();
        }
    }

    private DynoPlaces CreatePlaces(string path)
    {
        if (_options.Isolation is DynoIsolation.Plain)
        {
            Log.RunsPlain(_log);
            return new DynoPlaces(_options.Sandbox);
        }

        var sandbox = SandboxBuilder.Create(_options.Sandbox, Path.GetFullPath(_options.RootDirectory!), path);
        Log.RunsSandboxed(_log, SandboxBuilder.Describe(sandbox));
        return new SandboxPlaces(sandbox);
    }

    private async Task<DynoHost> CreateHostAsync()
    {
        var directories = new DynoDirectories(Path.GetFullPath(_options.RootDirectory!), _log);
        try
        {
            var table = ProcessTable.OfThisMachine();
            var path = _options.Path ?? Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin";
            var places = CreatePlaces(path);
            var unpacked = new UnpackedSlugs(Path.GetFullPath(_options.RootDirectory!), table.BootId, _slugs, _clock, _log);
            var host = new DynoHost(
                _options,
                path,
                new SlugHomes(_slugs, unpacked),
                unpacked,
                directories,
                places,
                table,
                new ChildExits(),
                new PortPool(_options.FirstPort, _options.LastPort),
                new ListeningScanner(ListeningScanner.ProbeOfThisMachine(table, _clock), _events, _options.ScanInterval, _clock, _log),
                new UsageMeter(table is ProcfsTable ? new ProcfsUsage(table) : null, _events, _options.UsageInterval, _clock, _log),
                new SemaphoreSlim(Math.Max(2, Environment.ProcessorCount)),
                new Lazy<Readiness>(),
                _events,
                _clock,
                _log);
            await TakeOverAsync(host);
            return host;
        }
        catch
        {
            directories.Dispose();
            throw;
        }
    }

    /// <summary>Re-adopts the dynos of an earlier host that outlived it, and ends all others.</summary>
    private async Task TakeOverAsync(DynoHost host)
    {
        var adopted = new List<(LocalDyno Dyno, ListeningTarget? Target)>();
        var orphans = new List<Guid>();
        foreach (var dynoId in host.Directories.List())
        {
            if (TryAdopt(dynoId, host) is { } dyno)
                adopted.Add(dyno);
            else
                orphans.Add(dynoId);
        }

        var waiting = host.Scanner.LookNow([.. adopted.Select(static pair => pair.Target).OfType<ListeningTarget>()]);
        foreach (var exited in await new OrphanCleaner(host.Directories, host.Places, host.Table, _options.OrphanGrace, _clock, _log).RunAsync(orphans))
            _events.Post(exited);
        host.Unpacked.Trim();
        _events.Post(new DynosReplayed());
        foreach (var (dyno, target) in adopted)
            _ = Task.Run(() => RunAsync(dyno, () => dyno.RunAdoptedAsync(target is not null && waiting.Contains(target) ? target : null)), CancellationToken.None);
    }

    private (LocalDyno Dyno, ListeningTarget? Target)? TryAdopt(Guid dynoId, DynoHost host)
    {
        if (!_options.OutliveHost || ProcessRecord.Read(host.Directories.PathOf(dynoId)) is not { Spec: { } spec, Supervisor: { } supervisor } record
            || spec.Id != dynoId || record.BootId != host.Table.BootId || !host.Places.CanAdopt(record.Place) || !supervisor.Lives(host.Table))
        {
            return null;
        }

        var dyno = new LocalDyno(spec, host, beside: null, _shutdown.Token);
        try
        {
            var target = dyno.Adopt(record);
            _dynos[dynoId] = dyno;
            Log.Adopted(_log, dynoId, record.Pid);
            return (dyno, target);
        }
        // Whatever is wrong with one dyno, the others are adopted.
        catch (Exception exception)
        {
            Log.CannotAdopt(_log, dynoId, exception);
            dyno.Dispose();
            return null;
        }
    }
}
