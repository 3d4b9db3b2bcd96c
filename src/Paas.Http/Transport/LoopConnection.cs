using System.Net;
using System.Net.Sockets;
using Paas.EventLoops;

namespace Paas;

/// <summary>A TCP connection that an <see cref="EventLoop"/> drives: used on the loop's thread only, but for <c>Dispose</c>.</summary>
/// <remarks>
/// The kernel tells when the socket becomes readable or writable, and only the changes. So a call that moved less than it
/// could is taken as "no more for now", which saves the call that would only find that out.
/// </remarks>
public sealed class LoopConnection : TcpConnection, ILoopSource, IThreadPoolWorkItem
{
    private const uint All = Linux.EPOLLIN | Linux.EPOLLOUT | Linux.EPOLLRDHUP | Linux.EPOLLET;
    private readonly EventLoop _loop;
    private readonly int _descriptor;
    private int _slot = -1;
    private bool _readable;
    private bool _writable;
    private bool _hasEnd;
    private bool _closed;
    private KernelPipe? _pipe;
    private bool _hasSpliced;

    private LoopConnection(EventLoop loop, int descriptor, bool isConnected)
    {
        _loop = loop;
        _descriptor = descriptor;
        _readable = _writable = isConnected;
    }

    /// <inheritdoc/>
    public override bool IsReceiving => !_readable && !InputEnded && !_closed;

    /// <inheritdoc/>
    public override int Unsent => base.Unsent + (_pipe?.Length ?? 0);

    /// <inheritdoc/>
    protected override bool CanReceive => _readable;

    /// <inheritdoc/>
    /// <remarks>What is in the pipe was there first.</remarks>
    protected override bool CanSend => _writable && _pipe is null;

    /// <summary>Creates an unconnected connection; see <see cref="TcpConnection.Create"/>.</summary>
    internal static LoopConnection Open(EventLoop loop, AddressFamily family)
    {
        var descriptor = Linux.CreateSocket(family);
        if (descriptor < 0)
            throw new SocketException((int)EventLoop.ToSocketError(-descriptor));
        return new LoopConnection(loop, descriptor, isConnected: false);
    }

    /// <summary>Takes over an accepted socket, or closes it and returns null when the loop can watch no more.</summary>
    internal static LoopConnection? Accepted(EventLoop loop, int descriptor)
    {
        var connection = new LoopConnection(loop, descriptor, isConnected: true);
        if (connection.Watch() >= 0)
            return connection;
        Linux.Close(descriptor);
        return null;
    }

    /// <inheritdoc/>
    public override void Connect(EndPoint address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var native = address.Serialize();
        var result = Linux.Connect(_descriptor, native.Buffer.Span[..native.Size]);
        if (result >= 0 || result == -Linux.EINPROGRESS)
        {
            var watched = Watch();
            result = watched < 0 ? watched : result;
        }
        SetConnected(-result);
    }

    /// <inheritdoc/>
    public override void EndOutput() => Linux.ShutdownOutput(_descriptor);

    /// <inheritdoc/>
    public override void Reset() => Linux.LingerZero(_descriptor);

    /// <inheritdoc/>
    protected override bool BeginReceive(Memory<byte> memory, out int result)
    {
        var count = Linux.Receive(_descriptor, memory.Span);
        // Less than asked for: what comes next is told. The end is told only once, so after it the socket stays readable.
        if (count < memory.Length && !_hasEnd)
            _readable = false;
        result = count >= 0 ? count : count == -Linux.EAGAIN ? NotReady : -1;
        return true;
    }

    /// <inheritdoc/>
    protected override bool BeginSend(ReadOnlyMemory<byte> memory, out int result)
    {
        var count = Linux.Send(_descriptor, memory.Span);
        if (count < memory.Length)
            _writable = false;
        result = count >= 0 ? count : count == -Linux.EAGAIN ? NotReady : -1;
        return true;
    }

    /// <inheritdoc/>
    protected override bool Gathers => true;

    /// <inheritdoc/>
    protected override int SendBoth(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var count = Linux.Send(_descriptor, first, second);
        if (count < first.Length + second.Length)
            _writable = false;
        return count >= 0 ? count : count == -Linux.EAGAIN ? NotReady : -1;
    }

    /// <inheritdoc/>
    public override long Splice(DuplexConnection to, long count)
    {
        if (to is not LoopConnection target || target._loop != _loop || Input.Length > 0 || InputEnded || _closed || target._closed || target.Unsent > 0)
            return -1;
        long total = 0;
        while (_readable && total < count && target is { Unsent: 0, OutputBroken: false })
        {
            target._pipe ??= _loop.TakePipe();
            if (target._pipe is not { } pipe)
                return total > 0 ? total : -1;
            var taken = Linux.Splice(_descriptor, pipe.Sink, count - total);
            if (taken <= 0)
            {
                target.ReturnPipe();
                if (taken != -Linux.EAGAIN)
                    return total > 0 ? total : -1;
                _readable = false;
                break;
            }
            pipe.Length = taken;
            total += taken;
            CountReceived(taken);
            target.DrainPipe();
        }
        return total;
    }

    /// <inheritdoc/>
    protected override bool ContinueSend()
    {
        if (_pipe is not null && _writable)
            DrainPipe();
        var hasSpliced = _hasSpliced;
        _hasSpliced = false;
        return hasSpliced;
    }

    /// <inheritdoc/>
    protected override void Shutdown()
    {
        // Nothing is ever under way, so nothing has to be ended before the close.
    }

    /// <inheritdoc/>
    protected override void Close()
    {
        // A descriptor may be used again at once, so it is closed where its events are handled.
        if (_loop.IsCurrent)
            CloseNow();
        else
            _loop.Post(this);
    }

    void IThreadPoolWorkItem.Execute() => CloseNow();

    void ILoopSource.OnEvents(uint events)
    {
        if (ConnectResult == SocketError.InProgress)
        {
            SetConnected(Linux.PendingError(_descriptor));
        }
        _hasEnd |= (events & (Linux.EPOLLRDHUP | Linux.EPOLLHUP | Linux.EPOLLERR)) != 0;
        _readable |= _hasEnd || (events & Linux.EPOLLIN) != 0;
        _writable |= (events & (Linux.EPOLLOUT | Linux.EPOLLERR | Linux.EPOLLHUP)) != 0;
        Notify();
    }

    void ILoopSource.OnLoopEnded()
    {
        CloseNow();
    }

    private void DrainPipe()
    {
        var pipe = _pipe!;
        while (pipe.Length > 0)
        {
            var sent = Linux.Splice(pipe.Source, _descriptor, pipe.Length);
            if (sent == -Linux.EAGAIN)
            {
                _writable = false;
                return;
            }
            _hasSpliced = true;
            if (sent <= 0)
            {
                BreakOutput();
                break;
            }
            pipe.Length -= sent;
            CountSent(sent);
        }
        ReturnPipe();
    }

    private void ReturnPipe()
    {
        if (_pipe is { } pipe)
            _loop.Return(pipe);
        _pipe = null;
    }

    private void SetConnected(int error)
    {
        ConnectResult = error == 0 ? SocketError.IsConnected : EventLoop.ToSocketError(error);
        _writable = error == 0;
    }

    private int Watch() => _loop.Add(_descriptor, this, All, out _slot);

    private void CloseNow()
    {
        if (_closed)
            return;
        // The number may be another socket's from here on.
        _closed = true;
        _readable = _writable = false;
        ReturnPipe();
        if (_slot >= 0)
            _loop.Remove(_slot);
        Linux.Close(_descriptor);
    }
}
