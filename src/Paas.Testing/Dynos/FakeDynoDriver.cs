using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Paas.Testing;

/// <summary>
/// A driver without processes. Unless told otherwise a dyno starts, listens on its port at once and ends with status 143
/// when it is stopped; release, one-off and build dynos end with status 0 at once.
/// </summary>
public sealed class FakeDynoDriver : IDynoDriver
{
    private readonly ConcurrentDictionary<Guid, FakeDyno> _running = new();
    private readonly Channel<DynoEvent> _events = Channel.CreateUnbounded<DynoEvent>();
    private int _nextPort = 20_000;
    private long _pending;

    /// <inheritdoc/>
    public string Name => "fake";

    /// <summary>What a dyno does when it is started.</summary>
    public Action<FakeDyno> OnStart { get; set; } = Behave;

    /// <summary>What a dyno does when it is stopped, with its grace.</summary>
    public Action<FakeDyno, TimeSpan> OnStop { get; set; } = static (dyno, grace) => dyno.Exit(grace > TimeSpan.Zero ? 143 : 137);

    /// <summary>Dynos that have not ended.</summary>
    public IReadOnlyCollection<FakeDyno> Running => [.. _running.Values];

    /// <summary>Number of dynos ever started.</summary>
    public int Started { get; private set; }

    /// <summary>Whether the engine has taken all events.</summary>
    public bool IsDrained => Interlocked.Read(ref _pending) == 0;

    /// <summary>The usual behaviour: see the class.</summary>
    public static void Behave(FakeDyno dyno)
    {
        ArgumentNullException.ThrowIfNull(dyno);
        dyno.Start();
        if (dyno.Spec.NeedsPort)
            dyno.Listen();
        if (dyno.Spec.Type is "run" or "release" or "build")
            dyno.Exit(0);
    }

    /// <summary>The running dyno of this name; the newest when there are several.</summary>
    public FakeDyno Find(string name) =>
        _running.Values.Where(dyno => dyno.Spec.Name == name).MaxBy(static dyno => dyno.Port)
        ?? throw new InvalidOperationException($"No dyno {name} runs; there are: {string.Join(", ", _running.Values.Select(static dyno => dyno.Spec.Name))}.");

    /// <inheritdoc/>
    public ValueTask StartAsync(DynoSpec spec, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var dyno = new FakeDyno(this, spec, Interlocked.Increment(ref _nextPort));
        if (_running.TryAdd(spec.Id, dyno))
        {
            Started++;
            OnStart(dyno);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask StopAsync(Guid dynoId, TimeSpan grace, CancellationToken cancellationToken)
    {
        if (_running.TryGetValue(dynoId, out var dyno))
        {
            dyno.StopRequested = true;
            OnStop(dyno, grace);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<DynoEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var dynoEvent in _events.Reader.ReadAllAsync(cancellationToken))
        {
            yield return dynoEvent;
            Interlocked.Decrement(ref _pending);
        }
    }

    internal void Emit(DynoEvent dynoEvent)
    {
        Interlocked.Increment(ref _pending);
        _events.Writer.TryWrite(dynoEvent);
    }

    internal void Forget(FakeDyno dyno) => _running.TryRemove(dyno.Spec.Id, out _);
}
