using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Paas;

#pragma warning disable CA2012 // Operations are started here and picked up by their completions: each is consumed once.

/// <summary>
/// A connection over any <see cref="IDuplexPipe"/>: a web server's transport, TLS or Unix-socket pipes of a host, two
/// <see cref="Pipe"/>s in a test. It runs on the pipe's own completions: no pump, no task per operation.
/// </summary>
/// <remarks>
/// The pipe is used by nobody else from here on, and is completed in both directions when the connection closes. Bytes
/// count as sent when their flush has completed, so a full pipe holds the sender back.
/// </remarks>
public sealed class PipeConnection : DuplexConnection
{
    // The writer: sending is left by a completion, the rest by the owner's flow.
    private const int Idle = 0;
    private const int Sending = 1;
    private const int EndingAfterSend = 2;
    private const int Ended = 3;
    private readonly PipeReader _reader;
    private readonly PipeWriter _writer;
    private readonly Action? _abort;
    private readonly Action _onRead;
    private readonly Action _onFlushed;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ValueTaskAwaiter<ReadResult> _reading;
    private ValueTaskAwaiter<FlushResult> _flushing;
    private Memory<byte> _receiving;
    private int _sendLength;
    private int _output;
    private volatile bool _isStopping;
    private volatile Exception? _error;

    /// <summary>Takes over a pipe.</summary>
    /// <param name="pipe">Its input is what the peer sends, its output is what the peer gets.</param>
    /// <param name="abort">Called once by <see cref="Reset"/>, for a transport that must be told to break off at once.</param>
    public PipeConnection(IDuplexPipe pipe, Action? abort = null)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        _reader = pipe.Input;
        _writer = pipe.Output;
        _abort = abort;
        _onRead = OnRead;
        _onFlushed = OnFlushed;
    }

    /// <summary>Completes when both directions of the pipe are completed and it is not used any more.</summary>
    public Task Closed => _closed.Task;

    /// <inheritdoc/>
    /// <remarks>Completes the output; while a flush is under way, right after it.</remarks>
    public override void EndOutput()
    {
        if (Interlocked.CompareExchange(ref _output, EndingAfterSend, Sending) == Idle)
            CompleteWriter();
    }

    /// <inheritdoc/>
    /// <remarks>The peer finds an <see cref="IOException"/> in both directions.</remarks>
    public override void Reset()
    {
        if (_error is not null)
            return;
        _error = new IOException("The connection was broken off before its end.");
        Shutdown();
        EndOutput();
        _abort?.Invoke();
    }

    /// <inheritdoc/>
    protected override bool BeginReceive(Memory<byte> memory, out int result)
    {
        result = -1;
        if (_isStopping)
            return true;
        _receiving = memory;
        return Read(out result);
    }

    /// <inheritdoc/>
    protected override bool BeginSend(ReadOnlyMemory<byte> memory, out int result)
    {
        result = -1;
        if (_isStopping || Interlocked.CompareExchange(ref _output, Sending, Idle) != Idle)
            return true;
        try
        {
            _sendLength = memory.Length;
            var flushing = _writer.WriteAsync(memory).GetAwaiter();
            if (!flushing.IsCompleted)
            {
                _flushing = flushing;
                flushing.UnsafeOnCompleted(_onFlushed);
                return false;
            }
            result = Sent(flushing.GetResult());
        }
        catch (Exception)
        {
            // Whatever the pipe throws, the peer gets nothing more.
            result = -1;
        }
        EndSend();
        return true;
    }

    /// <inheritdoc/>
    protected override void Shutdown()
    {
        // A pipe must not be completed under an operation, so those under way are woken and Close does the rest.
        if (_isStopping)
            return;
        _isStopping = true;
        try
        {
            _reader.CancelPendingRead();
            if (Volatile.Read(ref _output) is Sending or EndingAfterSend)
                _writer.CancelPendingFlush();
        }
        catch (ObjectDisposedException)
        {
            // The host was faster, and its pipe ends what is under way.
        }
    }

    /// <inheritdoc/>
    protected override void Close()
    {
        if (_output != Ended)
            CompleteWriter();
        try
        {
            _reader.Complete(_error);
        }
        catch (Exception)
        {
            // The stream behind the pipe failed at its end; nobody is left to tell.
        }
        _receiving = default;
        _closed.SetResult();
    }

    // True when it ended at once. A read that the host cancelled brought nothing and is started again.
    private bool Read(out int result)
    {
        try
        {
            while (true)
            {
                var reading = _reader.ReadAsync().GetAwaiter();
                if (!reading.IsCompleted)
                {
                    // From here on everything belongs to the completion, which may run already.
                    _reading = reading;
                    reading.UnsafeOnCompleted(_onRead);
                    result = 0;
                    return false;
                }
                if (Take(reading.GetResult(), out result))
                    return true;
            }
        }
        catch (Exception)
        {
            result = -1;
            return true;
        }
    }

    private void OnRead()
    {
        int result;
        try
        {
            if (!Take(_reading.GetResult(), out result) && !Read(out result))
                return;
        }
        catch (Exception)
        {
            result = -1;
        }
        OnReceived(result);
    }

    private bool Take(in ReadResult read, out int result)
    {
        var buffer = read.Buffer;
        if (buffer.Length > _receiving.Length)
            buffer = buffer.Slice(0, _receiving.Length);
        result = (int)buffer.Length;
        // What does not fit is not examined, so that the next read ends at once.
        buffer.CopyTo(_receiving.Span);
        _reader.AdvanceTo(buffer.End);
        if (result > 0 || read.IsCompleted)
            return true;
        result = -1;
        return _isStopping;
    }

    private void OnFlushed()
    {
        int result;
        try
        {
            result = Sent(_flushing.GetResult());
        }
        catch (Exception)
        {
            result = -1;
        }
        EndSend();
        OnSent(result);
    }

    // After a cancelled flush nobody knows what the peer gets; a completed one means that it reads no more.
    private int Sent(FlushResult flush) => flush.IsCanceled || flush.IsCompleted ? -1 : _sendLength;

    private void EndSend()
    {
        if (Interlocked.CompareExchange(ref _output, Idle, Sending) == EndingAfterSend)
            CompleteWriter();
    }

    private void CompleteWriter()
    {
        Volatile.Write(ref _output, Ended);
        try
        {
            _writer.Complete(_error);
        }
        catch (Exception)
        {
            // As in Close.
        }
    }
}
