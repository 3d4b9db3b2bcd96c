namespace Paas;

/// <summary>
/// A byte stream in both directions, driven without waiting: at most one receive and one send are under way, their ends
/// are told to the owner, and the owner's flow picks them up by calling <see cref="Receive"/> and <see cref="Flush"/> again.
/// </summary>
/// <remarks>
/// This is the border to transports: <see cref="SocketConnection"/> straight on a socket, <see cref="PipeConnection"/> on
/// any duplex pipe. It is not a <c>PipeReader</c> itself, because a proxy waits for either of two peers, and two awaits
/// would need two flows. Only the owner's flow calls its members; only completions come from other threads.
/// </remarks>
public abstract class DuplexConnection : IDisposable
{
    /// <summary>What a transport that tells readiness reports when there is nothing to do yet; the owner is told later.</summary>
    protected const int NotReady = -2;

    private const int Idle = 0;
    private const int Pending = 1;
    private const int Completed = 2;
    private const int Abandoned = 3;
    private const int MinReceive = 2048;
    // As much as the first-level cache holds: bytes just received are sent from there.
    private const int MaxReceive = 32 * 1024;
    private const int MaxSend = 64 * 1024;
    // Below it copying is cheaper than a second piece in a send.
    private const int MinHandOver = 4096;

    private ByteBuffer _input = new();
    private ByteBuffer _writing = new();
    private ByteBuffer _sending = new();
    private IConnectionOwner? _owner;
    private int _receiveState;
    private int _receiveResult;
    private int _receiveSize = MinReceive;
    private int _sendState;
    private int _sendResult;
    private long _sentTotal;
    private int _directions = 2;
    private bool _disposed;

    /// <summary>Bytes received and not yet consumed.</summary>
    public ReadOnlySpan<byte> Input => _input.Span;

    /// <summary>The peer will send nothing more.</summary>
    public bool InputEnded { get; private set; }

    /// <summary>A receive failed: the input did not end in order.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>A send failed; what the peer sent before that may still be read.</summary>
    public bool OutputBroken { get; private set; }

    /// <summary>Bytes written and not yet taken by the transport.</summary>
    public virtual int Unsent => _writing.Length + _sending.Length;

    /// <summary>Where output is written; <see cref="Flush"/> sends it.</summary>
    public ByteBuffer Output => _writing;

    /// <summary>A receive is under way and has brought nothing yet, neither bytes nor the end.</summary>
    public virtual bool IsReceiving => Volatile.Read(ref _receiveState) == Pending;

    /// <summary>Bytes received since the connection was made.</summary>
    public long ReceivedTotal { get; private set; }

    /// <summary>Bytes sent since the connection was made.</summary>
    public virtual long SentTotal => _sentTotal;

    /// <summary>Names who is told about ends from now on. The former owner may still be told once.</summary>
    public void SetOwner(IConnectionOwner? owner) => Interlocked.Exchange(ref _owner, owner);

    /// <summary>Forgets the first bytes of the input.</summary>
    public void Consume(int count) => _input.Consume(count);

    /// <summary>Appends bytes to the output.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => _writing.Write(bytes);

    /// <summary>
    /// Moves the first bytes of the input to another connection's output. A large input that moves as a whole changes
    /// hands instead of being copied.
    /// </summary>
    public void MoveTo(DuplexConnection to, int count)
    {
        ArgumentNullException.ThrowIfNull(to);
        if (count >= MinHandOver && count == _input.Length && _receiveState == Idle && to.TryTake(ref _input))
            return;
        to.Write(_input.Span[..count]);
        _input.Consume(count);
    }

    /// <summary>
    /// Moves bytes that have not been received yet to another connection without taking them up, where both transports can.
    /// </summary>
    /// <param name="to">Where they go, behind all that was written to it.</param>
    /// <param name="count">Most bytes that belong there.</param>
    /// <returns>Bytes moved, 0 when there are none for now, -1 when they must be received, as when <paramref name="to"/> is behind.</returns>
    public virtual long Splice(DuplexConnection to, long count) => -1;

    /// <summary>
    /// Picks up a receive that has ended, else starts one unless <paramref name="limit"/> bytes are waiting already.
    /// True when bytes or the end arrived: look at them, then call again.
    /// </summary>
    public bool Receive(int limit)
    {
        ContinueReceive();
        if (Volatile.Read(ref _receiveState) == Completed)
        {
            TakeReceived();
            return true;
        }
        if (_receiveState != Idle || InputEnded || _disposed || _input.Length >= limit)
            return false;
        if (!CanReceive)
        {
            // Waiting takes no memory; who is served next finds the array warm.
            if (_input.Length == 0)
                _input.Release();
            return false;
        }

        if (_input.Length == 0 && _input.Capacity > _receiveSize * 2)
            _input.Release();
        // Free room of a full buffer of the present size at least, so that a large head does not arrive in crumbs.
        var memory = _input.GetMemory(Math.Max(Math.Max(_receiveSize - _input.Length, _receiveSize / 4), ReceiveRoom));
        Volatile.Write(ref _receiveState, Pending);
        if (!BeginReceive(memory, out var result))
            return false;
        if (result == NotReady)
        {
            _receiveState = Idle;
            if (_input.Length == 0)
                _input.Release();
            return false;
        }
        _receiveResult = result;
        TakeReceived();
        return true;
    }

    /// <summary>Sends what was written, as far as the transport takes it now. True when bytes went out or the output broke.</summary>
    public bool Flush()
    {
        var progress = false;
        while (true)
        {
            if (Volatile.Read(ref _sendState) == Completed)
            {
                TakeSent();
                progress = true;
            }
            progress |= ContinueSend();
            if (_sendState != Idle || _disposed || (!CanSend && !OutputBroken))
                return progress;
            if (OutputBroken)
            {
                _writing.Release();
                _sending.Release();
                return progress;
            }
            if (_sending.Length == 0)
            {
                if (_writing.Length == 0)
                    return progress;
                (_sending, _writing) = (_writing, _sending);
            }
            var memory = _sending.Memory;
            Volatile.Write(ref _sendState, Pending);
            int result;
            if (Gathers && _writing.Length > 0)
                result = SendBoth(memory.Span, _writing.Span);
            else if (!BeginSend(memory.Length > MaxSend ? memory[..MaxSend] : memory, out result))
                return progress;
            _sendResult = result;
            _sendState = result == NotReady ? Idle : Completed;
        }
    }

    /// <summary>
    /// Shuts both directions down; what was sent is still delivered. Operations under way end soon after, give their
    /// buffers back, and the last one closes the transport.
    /// </summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        GC.SuppressFinalize(this);
        Shutdown();
        if (Interlocked.CompareExchange(ref _receiveState, Abandoned, Pending) != Pending)
            ReleaseInput();
        if (Interlocked.CompareExchange(ref _sendState, Abandoned, Pending) != Pending)
            ReleaseOutput();
    }

    /// <summary>
    /// Writes the last word of a transport that has one (TLS: close_notify), by which the peer knows that its input is
    /// complete; <see cref="Flush"/> sends it and <see cref="Unsent"/> counts it. Nothing can be written any more.
    /// </summary>
    public virtual void Finish()
    {
    }

    /// <summary>Tells the peer that nothing more is sent; receiving goes on.</summary>
    public abstract void EndOutput();

    /// <summary>Breaks the connection off, so that the peer cannot take what it has for complete. Dispose it next.</summary>
    public abstract void Reset();

    /// <summary>False while a transport that tells readiness knows that nothing has come; then no memory is taken.</summary>
    protected virtual bool CanReceive => true;

    /// <summary>False while a transport that tells readiness knows that it takes nothing.</summary>
    protected virtual bool CanSend => true;

    /// <summary>Bytes that the next receive needs room for at least.</summary>
    protected virtual int ReceiveRoom => 0;

    /// <summary>A transport on top of another one moves here, in the owner's flow, what that one has received.</summary>
    protected virtual void ContinueReceive()
    {
    }

    /// <summary>A transport on top of another one lets that one send here; true when bytes went out.</summary>
    protected virtual bool ContinueSend() => false;

    /// <summary>Counts bytes that went past the buffers.</summary>
    protected void CountReceived(int count) => ReceivedTotal += count;

    /// <inheritdoc cref="CountReceived"/>
    protected void CountSent(int count) => _sentTotal += count;

    /// <summary>Notes that nothing more can be sent.</summary>
    protected void BreakOutput() => OutputBroken = true;

    /// <summary>The transport sends two pieces with one call.</summary>
    protected virtual bool Gathers => false;

    /// <summary>Sends two pieces at once, where <see cref="Gathers"/>: the bytes sent of both, -1 for a failure, <see cref="NotReady"/>.</summary>
    protected virtual int SendBoth(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => throw new NotSupportedException();

    /// <summary>Starts to receive into <paramref name="memory"/>; true when it ended at once with <paramref name="result"/>.</summary>
    /// <param name="memory">Where bytes go; stays valid until the end is reported.</param>
    /// <param name="result">Bytes received, 0 for the end, -1 for a failure, <see cref="NotReady"/>.</param>
    protected abstract bool BeginReceive(Memory<byte> memory, out int result);

    /// <summary>Starts to send; true when it ended at once with <paramref name="result"/> bytes, or -1 for a failure.</summary>
    protected abstract bool BeginSend(ReadOnlyMemory<byte> memory, out int result);

    /// <summary>Makes operations under way end, without losing what was sent.</summary>
    protected abstract void Shutdown();

    /// <summary>Closes the transport; nothing is under way any more.</summary>
    protected abstract void Close();

    /// <summary>Reports the end of a receive that did not end at once.</summary>
    protected void OnReceived(int result)
    {
        _receiveResult = result;
        if (Interlocked.CompareExchange(ref _receiveState, Completed, Pending) == Abandoned)
            ReleaseInput();
        else
            Notify();
    }

    /// <summary>Reports the end of a send that did not end at once.</summary>
    protected void OnSent(int result)
    {
        _sendResult = result;
        if (Interlocked.CompareExchange(ref _sendState, Completed, Pending) == Abandoned)
            ReleaseOutput();
        else
            Notify();
    }

    /// <summary>Tells the owner that something ended.</summary>
    protected void Notify() => Volatile.Read(ref _owner)?.OnReady(this);

    private bool TryTake(ref ByteBuffer buffer)
    {
        if (_writing.Length > 0)
        {
            if (!Gathers || _sending.Length > 0 || _sendState != Idle)
                return false;
            (_sending, _writing) = (_writing, _sending);
        }
        (_writing, buffer) = (buffer, _writing);
        return true;
    }

    private void TakeReceived()
    {
        var count = _receiveResult;
        _receiveState = Idle;
        if (count <= 0)
        {
            InputEnded = true;
            IsBroken |= count < 0;
            return;
        }
        _input.Advance(count);
        ReceivedTotal += count;
        if (count >= _receiveSize)
            _receiveSize = Math.Min(_receiveSize * 2, MaxReceive);
        else if (count < _receiveSize / 8 && _receiveSize > MinReceive)
            _receiveSize /= 2;
    }

    private void TakeSent()
    {
        var count = _sendResult;
        _sendState = Idle;
        if (count <= 0)
        {
            OutputBroken = true;
            return;
        }
        _sentTotal += count;
        var rest = count - _sending.Length;
        _sending.Consume(Math.Min(count, _sending.Length));
        if (rest > 0)
        {
            _sending.Release();
            (_sending, _writing) = (_writing, _sending);
            _sending.Consume(rest);
        }
        // An idle connection holds no output buffer.
        if (_sending.Length == 0)
            _sending.Release();
    }

    private void ReleaseInput()
    {
        _input.Release();
        CloseOne();
    }

    private void ReleaseOutput()
    {
        _writing.Release();
        _sending.Release();
        CloseOne();
    }

    private void CloseOne()
    {
        if (Interlocked.Decrement(ref _directions) == 0)
            Close();
    }
}
