using System.IO.Pipelines;
using System.Threading.Channels;

namespace Paas.Dynos;

/// <summary>
/// Carries bytes between a client and an attached dyno:
/// <code>
///   client ─Output─► pipe (64 KB) ─► SendAsync(DynoInput), one call after the other
///   client ◄─Input── pipe (64 KB) ◄─ queue ◄─ DynoData; DynoHold while more than 64 KB wait
/// </code>
/// The engine's reader of events puts data into the queue and never waits. What the client sends before the process runs is kept.
/// </summary>
internal sealed class DynoConnection : IDynoConnection
{
    private static readonly PipeOptions Bounded = new(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024, useSynchronizationContext: false);

    private readonly DynoSpec _spec;
    private readonly DynoEvents _events;
    private readonly OutputHold _hold;
    private readonly TimeProvider _time;
    private readonly Action _hungUp;
    private readonly Pipe _toClient = new(Bounded);
    private readonly Pipe _toDyno = new(Bounded);
    private readonly Channel<ReadOnlyMemory<byte>> _data = Channel.CreateUnbounded<ReadOnlyMemory<byte>>(new UnboundedChannelOptions { SingleReader = true }); // bounded by the hold
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closed = new();
    private long _movedAt;
    private int _isClosed;

    /// <param name="spec">The dyno.</param>
    /// <param name="events">Takes what is sent to it.</param>
    /// <param name="hold">Holds its output back.</param>
    /// <param name="time">Tells how long nothing has moved.</param>
    /// <param name="hungUp">Called once when the client goes.</param>
    public DynoConnection(DynoSpec spec, DynoEvents events, OutputHold hold, TimeProvider time, Action hungUp)
    {
        (_spec, _events, _hold, _time, _hungUp) = (spec, events, hold, time, hungUp);
        Touch();
        _ = Task.Run(CarryOutputAsync);
        _ = Task.Run(CarryInputAsync);
    }

    public PipeReader Input => _toClient.Reader;

    public PipeWriter Output => _toDyno.Writer;

    /// <summary>Time since the last byte in either direction.</summary>
    public TimeSpan IdleTime => _time.GetElapsedTime(Volatile.Read(ref _movedAt));

    public async ValueTask ResizeAsync(TerminalSize size, CancellationToken cancellationToken)
    {
        if (_spec.Attachment?.Terminal is null)
            throw new PaasException(PaasErrors.InvalidParams, $"Dyno {_spec.Name} has pipes and no terminal whose size could be changed.");
        await SendAsync(new DynoResize(size), cancellationToken);
    }

    public async ValueTask SignalAsync(int number, CancellationToken cancellationToken)
    {
        if (number is < 1 or > 64)
            throw new PaasException(PaasErrors.InvalidParams, $"There is no signal {number}: they are numbered from 1 to 64.");
        await SendAsync(new DynoSignal(number), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Close();
        await _toClient.Reader.CompleteAsync();
        await _toDyno.Writer.CompleteAsync();
    }

    /// <summary>The dyno's process runs: input may reach it.</summary>
    public void Started() => _started.TrySetResult();

    /// <summary>Output of the dyno. Never waits.</summary>
    public void Receive(ReadOnlyMemory<byte> data)
    {
        _hold.Add(data.Length);
        if (!_data.Writer.TryWrite(data))
            _hold.Remove(data.Length);
    }

    /// <summary>The dyno has ended: the client gets what is left, and then the end.</summary>
    public void Ended()
    {
        _closed.Cancel();
        _started.TrySetResult(); // who waits for the start finds it closed
        _data.Writer.TryComplete();
    }

    /// <summary>Ends the connection while the dyno runs on; its output goes nowhere from now on.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 1)
            return;
        _closed.Cancel();
        _toClient.Writer.CancelPendingFlush();
        _data.Writer.TryWrite(default); // wakes the carrier, which ends the client's side
        _hungUp();
    }

    private async Task SendAsync(DynoRequest request, CancellationToken cancellationToken)
    {
        await _started.Task.WaitAsync(cancellationToken);
        if (_closed.IsCancellationRequested)
            return;
        await _events.SendAsync(_spec.Id, request, cancellationToken);
    }

    private async Task CarryOutputAsync()
    {
        await foreach (var data in _data.Reader.ReadAllAsync())
        {
            if (Volatile.Read(ref _isClosed) == 0)
                await _toClient.Writer.WriteAsync(data);
            else
                await _toClient.Writer.CompleteAsync();
            Touch();
            _hold.Remove(data.Length);
        }

        await _toClient.Writer.CompleteAsync();
    }

    private async Task CarryInputAsync()
    {
        Exception? failure = null;
        try
        {
            await _started.Task.WaitAsync(_closed.Token);
            while (true)
            {
                var read = await _toDyno.Reader.ReadAsync(_closed.Token);
                foreach (var segment in read.Buffer)
                {
                    if (segment.IsEmpty)
                        continue;
                    Touch();
                    await _events.SendAsync(_spec.Id, new DynoInput(segment.ToArray()), _closed.Token);
                }

                _toDyno.Reader.AdvanceTo(read.Buffer.End);
                if (!read.IsCompleted)
                    continue;
                await _events.SendAsync(_spec.Id, new DynoInput(default), _closed.Token);
                break;
            }
        }
        catch (OperationCanceledException)
        {
            // The dyno or the client is gone.
        }
        catch (Exception e)
        {
            failure = e; // the client's next write says it
        }

        await _toDyno.Reader.CompleteAsync(failure);
    }

    private void Touch() => Volatile.Write(ref _movedAt, _time.GetTimestamp());
}
