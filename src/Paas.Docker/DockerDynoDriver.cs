using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Paas.Docker.Daemon;
using Paas.Docker.Runs;
using Paas.Docker.Usage;
using Paas.Dynos.Local;

namespace Paas;

/// <summary>
/// Dynos as containers of a Docker daemon: of a stack image with the slug, or of the app's own image. Each has its own network,
/// processes and files and the limits of its size, runs as a user without powers, and goes on when the host ends.
/// </summary>
public sealed class DockerDynoDriver : IDynoDriver, IAsyncDisposable, IDisposable
{
    // Longer than a daemon takes to end what is killed.
    private static readonly TimeSpan KillBound = TimeSpan.FromSeconds(30);

    private readonly DockerOptions _options;
    private readonly ISlugStore _slugs;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly EventQueue _events = new();
    private readonly ConcurrentDictionary<Guid, DynoRun> _dynos = new();
    private readonly RunningContainers _running = new();
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly CancellationTokenSource _shutdown = new();
    private readonly CancellationTokenSource _ended = new();
    private DockerHost? _host;
    private Task _watching = Task.CompletedTask;
    private volatile bool _disposed;

    /// <summary>Creates the driver. The daemon is not asked before the first call.</summary>
    /// <param name="options">Settings; <see cref="DockerOptions.RootDirectory"/> must be set.</param>
    /// <param name="slugs">Where slugs come from.</param>
    /// <param name="clock">Time.</param>
    /// <param name="log">Diagnostics.</param>
    /// <exception cref="OptionsValidationException">A setting is illegal.</exception>
    public DockerDynoDriver(DockerOptions options, ISlugStore slugs, TimeProvider clock, ILogger<DockerDynoDriver> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(slugs);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(log);
        var validation = new DockerOptionsValidator().Validate(null, options);
        if (validation.Failed)
            throw new OptionsValidationException(nameof(DockerOptions), typeof(DockerOptions), validation.Failures);
        _options = options;
        _slugs = slugs;
        _clock = clock;
        _log = log;
    }

    /// <inheritdoc/>
    public string Name => "docker";

    /// <inheritdoc/>
    public bool DynosOutliveHost => _options.OutliveHost;

    /// <inheritdoc/>
    /// <exception cref="PaasException"><see cref="PaasErrors.Unavailable"/>: the daemon cannot be reached, or the root directory is used by another host.</exception>
    public async ValueTask StartAsync(DynoSpec spec, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var places = (spec.SlugDigest is null ? 0 : 1) + (spec.Directory is null ? 0 : 1) + (spec.Image is null ? 0 : 1) + (spec.Inside is null ? 0 : 1);
        if (places != 1)
            throw new ArgumentException($"Dyno {spec.Name} must have either a slug, a directory, an image, or another dyno to run inside of.", nameof(spec));
        var host = await OpenAsync(cancellationToken);
        DynoRun dyno = spec.Inside is null ? new ContainerDyno(spec, host, _running, _shutdown.Token) : new InsideDyno(spec, host, _running, _shutdown.Token);
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
    public async ValueTask SendAsync(Guid dynoId, DynoRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_dynos.TryGetValue(dynoId, out var dyno))
            await dyno.SendAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<DynoEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        await foreach (var dynoEvent in _events.ReadAllAsync(cancellationToken))
            yield return dynoEvent;
    }

    /// <summary>
    /// Lets go of the dynos that outlive the host, and ends all others: SIGTERM, <see cref="DockerOptions.ShutdownGrace"/>, SIGKILL. Their
    /// events can still be read.
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

        var dynos = _dynos.Values.ToList();
        foreach (var dyno in dynos)
        {
            if (dyno is ContainerDyno { OutlivesHost: true, IsUp: true } container)
                container.Leave();
            else
                dyno.Stop(_options.ShutdownGrace);
        }

        var all = Task.WhenAll(dynos.Select(dyno => dyno.Completed));
        await Task.WhenAny(all, Task.Delay(_options.ShutdownGrace, _clock));
        // Nobody waits for a slow reader any more.
        await _shutdown.CancelAsync();
        await Task.WhenAny(all, Task.Delay(KillBound, _clock));
        await _ended.CancelAsync();
        await _watching;
        _events.Complete();
        (_host?.Client as IDisposable)?.Dispose();
        _host?.Directories.Dispose();
    }

    /// <summary>As <see cref="DisposeAsync"/>, for containers that are disposed synchronously.</summary>
    public void Dispose() => Task.Run(async () => await DisposeAsync()).GetAwaiter().GetResult();

    private async Task RunAsync(DynoRun dyno)
    {
        using (dyno)
        {
            var exited = await dyno.RunAsync();
            // The id may be used again from its last event on.
            _dynos.TryRemove(dyno.Spec.Id, out _);
            if (exited is not null)
                _events.Post(exited);
            dyno.Complete();
        }
    }

    /// <summary>Connects and takes over what an earlier host left, once. A failure is tried again by the next call.</summary>
    internal async Task<DockerHost> OpenAsync(CancellationToken cancellationToken)
    {
        if (_host is { } open && !_disposed)
            return open;
        await _opening.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _host ??= await ConnectAsync(cancellationToken);
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task<DockerHost> ConnectAsync(CancellationToken cancellationToken)
    {
        var host = await DaemonConnection.OpenAsync(_options, _slugs, _events, _clock, _log, cancellationToken);
        try
        {
            var adopted = await new Adoption(host, _running, _shutdown.Token).RunAsync(cancellationToken);
            foreach (var dyno in adopted)
                _dynos[dyno.Spec.Id] = dyno;
            _events.Post(new DynosReplayed());
            foreach (var dyno in adopted)
                _ = Task.Run(() => RunAsync(dyno), CancellationToken.None);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            (host.Client as IDisposable)?.Dispose();
            host.Directories.Dispose();
            throw new PaasException(PaasErrors.Unavailable, DaemonErrors.Explain(exception, host.Client.Options.Endpoint), exception);
        }

        var watch = new DaemonWatch(host, _running, _dynos.ContainsKey);
        _watching = Task.WhenAll(
            Task.Run(() => watch.RunAsync(_ended.Token), CancellationToken.None),
            Task.Run(() => new UsageSampler(host, _running, watch).RunAsync(_ended.Token), CancellationToken.None));
        return host;
    }
}
