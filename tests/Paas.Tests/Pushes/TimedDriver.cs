using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace Paas.Pushes;

/// <summary>A driver that remembers how long build dynos ran and web dynos took to listen.</summary>
internal sealed class TimedDriver(IDynoDriver inner) : IDynoDriver, IAsyncDisposable
{
    private readonly ConcurrentDictionary<Guid, (DynoSpec Spec, long Start)> _dynos = new();
    private long _tools;
    private long _boot;

    public string Name => inner.Name;

    public bool DynosOutliveHost => inner.DynosOutliveHost;

    /// <summary>Time that build dynos ran.</summary>
    public TimeSpan Tools => Stopwatch.GetElapsedTime(0, Volatile.Read(ref _tools));

    /// <summary>Time from the start of the newest web dyno's process until it listened.</summary>
    public TimeSpan Boot => Stopwatch.GetElapsedTime(0, Volatile.Read(ref _boot));

    /// <summary>Puts itself before the driver that was registered.</summary>
    public static void Wrap(IServiceCollection services)
    {
        var driver = services.Last(static service => service.ServiceType == typeof(IDynoDriver));
        services.Remove(driver);
        services.AddSingleton<IDynoDriver>(provider => new TimedDriver(
            (IDynoDriver)(driver.ImplementationInstance ?? driver.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, driver.ImplementationType!))));
    }

    public void Reset() => Volatile.Write(ref _tools, 0);

    public ValueTask StartAsync(DynoSpec spec, CancellationToken cancellationToken)
    {
        _dynos[spec.Id] = (spec, Stopwatch.GetTimestamp());
        return inner.StartAsync(spec, cancellationToken);
    }

    public ValueTask StopAsync(Guid dynoId, TimeSpan grace, CancellationToken cancellationToken) => inner.StopAsync(dynoId, grace, cancellationToken);

    public ValueTask SendAsync(Guid dynoId, DynoRequest request, CancellationToken cancellationToken) => inner.SendAsync(dynoId, request, cancellationToken);

    public async IAsyncEnumerable<DynoEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var dynoEvent in inner.WatchAsync(cancellationToken))
        {
            Note(dynoEvent);
            yield return dynoEvent;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (inner is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }

    private void Note(DynoEvent dynoEvent)
    {
        var now = Stopwatch.GetTimestamp();
        if (dynoEvent is DynoStarted && _dynos.TryGetValue(dynoEvent.DynoId, out var started) && started.Spec.Type == "web")
            _dynos[dynoEvent.DynoId] = (started.Spec, now);
        else if (dynoEvent is DynoListening { OnPort: true } && _dynos.TryGetValue(dynoEvent.DynoId, out var web))
            Volatile.Write(ref _boot, now - web.Start);
        else if (dynoEvent is DynoExited && _dynos.TryRemove(dynoEvent.DynoId, out var ended) && ended.Spec.Type == "build")
            Interlocked.Add(ref _tools, now - ended.Start);
    }
}
