using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Paas.Dynos.Local;

namespace Paas;

/// <summary>
/// Dynos as processes of this machine, without isolation from each other: each has its own copy of the slug, its own
/// environment, session and port. They end with the host; those of a host that crashed are ended before the first
/// new one starts. For Linux and macOS.
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
    /// <exception cref="PaasException"><see cref="PaasErrors.Unavailable"/>: the root directory is used by another host or cannot be written.</exception>
    public async ValueTask StartAsync(DynoSpec spec, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (spec.SlugDigest is null == spec.Directory is null)
            throw new ArgumentException($"Dyno {spec.Name} must have either a slug or a directory.", nameof(spec));
        var host = await OpenAsync(cancellationToken);
        var dyno = new LocalDyno(spec, host, _shutdown.Token);
        if (!_dynos.TryAdd(spec.Id, dyno))
        {
            dyno.Dispose();
            return;
        }

        // DisposeAsync may have looked at the dynos just before this one was added.
        if (_disposed)
            dyno.Stop(TimeSpan.Zero);
        _ = Task.Run(() => RunAsync(dyno), CancellationToken.None);
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
    public ValueTask SendAsync(Guid dynoId, DynoRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"The driver '{Name}' cannot carry out {request?.GetType().Name}.");

    /// <inheritdoc/>
    public async IAsyncEnumerable<DynoEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        await foreach (var dynoEvent in _events.ReadAllAsync(cancellationToken))
            yield return dynoEvent;
    }

    /// <summary>Ends all dynos: SIGTERM, <see cref="LocalProcessOptions.ShutdownGrace"/>, SIGKILL. Their events can still be read.</summary>
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
            dyno.Stop(_options.ShutdownGrace);
        var all = Task.WhenAll(running.Select(dyno => dyno.Completed));
        await Task.WhenAny(all, Task.Delay(_options.ShutdownGrace, _clock));
        // Nobody waits for a slow reader any more.
        await _shutdown.CancelAsync();
        await Task.WhenAny(all, Task.Delay(KillBound, _clock));
        _events.Complete();
        _host?.Exits.Dispose();
        _host?.Directories.Dispose();
    }

    /// <summary>As <see cref="DisposeAsync"/>, for containers that are disposed synchronously.</summary>
    public void Dispose() => Task.Run(async () => await DisposeAsync()).GetAwaiter().GetResult();

    private async Task RunAsync(LocalDyno dyno)
    {
        using (dyno)
        {
            var exited = await dyno.RunAsync();
            // The id may be used again from its last event on.
            _dynos.TryRemove(dyno.Id, out _);
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
            return new DynoPlaces();
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
            var orphans = await new OrphanCleaner(directories, places, table, _options.OrphanGrace, _clock, _log).RunAsync();
            foreach (var orphan in orphans)
            {
                _events.Post(new DynoExited(orphan, null)
                {
                    Failure = DynoFailure.Orphaned,
                    Reason = "It belonged to an earlier host process, which ended without stopping it.",
                });
            }

            _events.Post(new DynosReplayed());
            return new DynoHost(
                _options,
                path,
                _slugs,
                directories,
                places,
                table,
                new ChildExits(),
                new PortPool(_options.FirstPort, _options.LastPort),
                new ListeningScanner(ListeningScanner.ProbeOfThisMachine(table, _clock), _events, _options.ScanInterval, _clock, _log),
                new SemaphoreSlim(Math.Max(2, Environment.ProcessorCount)),
                _events,
                _clock,
                _log);
        }
        catch
        {
            directories.Dispose();
            throw;
        }
    }
}
