using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Paas.Engine;

namespace Paas.Testing;

/// <summary>
/// A driver without processes. Unless told otherwise a dyno starts, listens on its port at once and ends with status 143
/// when it is stopped; release, one-off and build dynos to which nobody is attached end with status 0 at once, as do those
/// that run inside another.
/// </summary>
public sealed class FakeDynoDriver : IDynoDriver
{
    private readonly ConcurrentDictionary<Guid, FakeDyno> _running = new();
    private readonly Lock _emitting = new();
    private readonly Channel<(DynoEvent Event, EngineActivity? Activity)> _events = Channel.CreateUnbounded<(DynoEvent, EngineActivity?)>();
    private int _nextPort = 20_000;
    private int _started;
    private int _replayed;
    private long _pending;

    /// <inheritdoc/>
    public string Name => "fake";

    /// <inheritdoc/>
    public bool DynosOutliveHost { get; set; }

    /// <summary>The clock of <see cref="FakeDyno.StartedAt"/>.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>What a dyno does when it is started.</summary>
    public Action<FakeDyno> OnStart { get; set; } = Behave;

    /// <summary>What a dyno does when it is stopped, with its grace.</summary>
    public Action<FakeDyno, TimeSpan> OnStop { get; set; } = static (dyno, grace) => dyno.Exit(grace > TimeSpan.Zero ? 143 : 137);

    /// <summary>
    /// What a dyno does with input, a signal, a resize, a freeze, after it was noted in <see cref="FakeDyno.Received"/>.
    /// </summary>
    public Action<FakeDyno, DynoRequest> OnSend { get; set; } = static (_, _) => { };

    /// <summary>Dynos that have not ended.</summary>
    public IReadOnlyCollection<FakeDyno> Running => [.. _running.Values];

    /// <summary>Number of dynos ever started.</summary>
    public int Started => Volatile.Read(ref _started);

    /// <summary>Whether the engine has taken all events.</summary>
    public bool IsDrained => Interlocked.Read(ref _pending) == 0;

    /// <summary>
    /// Of the engine that watches. An event counts as its work until it was taken: were the two looked at one after the
    /// other, both could be found at rest though each of them had just woken the other.
    /// </summary>
    internal EngineActivity? Activity { get; set; }

    /// <summary>The usual behaviour: see the class.</summary>
    public static void Behave(FakeDyno dyno)
    {
        ArgumentNullException.ThrowIfNull(dyno);
        dyno.Start();
        if (dyno.Spec.NeedsPort)
            dyno.Listen();
        if (dyno.Spec is { Attachment: null, Type: "run" or "release" or "build" } or { Attachment: null, Inside: not null })
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
        var dyno = new FakeDyno(this, spec, Interlocked.Increment(ref _nextPort), Time.GetUtcNow());
        if (!_running.TryAdd(spec.Id, dyno))
            return ValueTask.CompletedTask;

        Interlocked.Increment(ref _started);
        try
        {
            if (spec.Inside is { } beside && !_running.ContainsKey(beside))
                dyno.Exit(null, DynoFailure.CannotStart, $"Dyno {beside}, inside of which it should run, does not run.");
            else
                OnStart(dyno);
        }
        catch
        {
            Forget(dyno); // what could not be started does not run
            throw;
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
    public ValueTask SendAsync(Guid dynoId, DynoRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_running.TryGetValue(dynoId, out var dyno))
        {
            dyno.Receive(request);
            OnSend(dyno, request);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<DynoEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _replayed, 1) == 0)
            yield return new DynosReplayed();
        try
        {
            await foreach (var (dynoEvent, activity) in _events.Reader.ReadAllAsync(cancellationToken))
            {
                try
                {
                    yield return dynoEvent;
                }
                finally
                {
                    Taken(activity);
                }
            }
        }
        finally
        {
            lock (_emitting)
            {
                // What nobody takes any more is nobody's work.
                Activity = null;
                while (_events.Reader.TryRead(out var left))
                    Taken(left.Activity);
            }
        }
    }

    /// <summary>Its host died: whatever runs goes on for a driver that adopts it.</summary>
    public IReadOnlyList<FakeDyno> Abandon()
    {
        var left = Running.OrderBy(static dyno => dyno.Port).ToList();
        foreach (var dyno in left)
        {
            dyno.Detach();
            Forget(dyno);
        }

        return left;
    }

    /// <summary>
    /// Takes over the dynos of an earlier driver, as one does whose dynos outlive their host; to be called before the driver is
    /// watched. Builds, attached dynos and those inside of others are ended.
    /// </summary>
    public void Adopt(IReadOnlyList<FakeDyno> dynos)
    {
        ArgumentNullException.ThrowIfNull(dynos);
        foreach (var dyno in dynos)
        {
            _nextPort = Math.Max(_nextPort, dyno.Port);
            if (!dyno.CanBeAdopted)
            {
                Emit(new DynoExited(dyno.Spec.Id, null) { Failure = DynoFailure.Orphaned, Reason = "It belonged to an earlier host process." });
                continue;
            }

            if (!dyno.HasExited)
                _running[dyno.Spec.Id] = dyno;
            dyno.AdoptBy(this);
        }

        Emit(new DynosReplayed());
        _replayed = 1;
    }

    internal void Emit(DynoEvent dynoEvent)
    {
        lock (_emitting)
        {
            Activity?.Begin();
            Interlocked.Increment(ref _pending);
            _events.Writer.TryWrite((dynoEvent, Activity));
        }
    }

    internal void Forget(FakeDyno dyno)
    {
        _running.TryRemove(dyno.Spec.Id, out _);
        if (dyno.HasExited)
        {
            foreach (var inside in Running.Where(other => other.Spec.Inside == dyno.Spec.Id))
                inside.Exit(137);
        }
    }

    private void Taken(EngineActivity? activity)
    {
        Interlocked.Decrement(ref _pending);
        activity?.End();
    }
}
