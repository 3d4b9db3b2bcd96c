using System.Threading.Tasks.Sources;

namespace Paas.Tls;

/// <summary>
/// What <see cref="System.Net.Security.SslStream"/> takes for its network: it reads what the connection below has received,
/// record by record, and writes into the output of that connection. Nothing here waits: a read that finds nothing is
/// completed by <see cref="Continue"/>, in the flow of the owner, and a write is done when it is copied.
/// </summary>
/// <remarks>
/// It hands out one record at a time, so that the SslStream never keeps bytes that the owner does not know of. That is why
/// an idle connection needs no read under way: the owner starts one when a whole record is there.
/// </remarks>
internal sealed class TlsRecordStream(DuplexConnection below) : Stream, IValueTaskSource<int>
{
    private ManualResetValueTaskSourceCore<int> _source;
    private Memory<byte> _buffer;
    private bool _reading;
    private int _recordLeft;
    private bool _ended;

    /// <summary>The reader was told that there is nothing more.</summary>
    public bool IsAtEnd { get; private set; }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Completes the read that waits, if there is something for it; its continuation runs inside this call.</summary>
    public void Continue()
    {
        if (!_reading || !TryRead(_buffer.Span, out var count))
            return;
        _reading = false;
        _buffer = default;
        _source.SetResult(count);
    }

    /// <summary>Lets the read that waits, and all later ones, find the end.</summary>
    public void End()
    {
        _ended = true;
        Continue();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (TryRead(buffer.Span, out var count))
            return new ValueTask<int>(count);
        _source.Reset();
        _buffer = buffer;
        _reading = true;
        return new ValueTask<int>(this, _source.Version);
    }

    public override void Write(ReadOnlySpan<byte> buffer) => below.Write(buffer);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        below.Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        below.Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override void Write(byte[] buffer, int offset, int count) => below.Write(buffer.AsSpan(offset, count));

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    int IValueTaskSource<int>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private bool TryRead(Span<byte> buffer, out int count)
    {
        count = 0;
        var input = below.Input;
        if (input.IsEmpty || _ended)
            return IsAtEnd |= below.InputEnded || _ended;
        // A read of no bytes asks whether there are any.
        if (buffer.IsEmpty)
            return true;
        if (_recordLeft == 0)
            _recordLeft = TlsRecord.Length(input);
        if (_recordLeft == 0)
        {
            // Less than a header. Cut off there, it is for the reader to complain.
            if (!below.InputEnded)
                return false;
            _recordLeft = input.Length;
        }
        count = Math.Min(Math.Min(_recordLeft, input.Length), buffer.Length);
        input[..count].CopyTo(buffer);
        below.Consume(count);
        _recordLeft -= count;
        return true;
    }
}
