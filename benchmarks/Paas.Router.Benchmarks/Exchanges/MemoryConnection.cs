using System.Net;

namespace Paas.Exchanges;

/// <summary>A connection whose peer is the benchmark: what it delivers is received at once, what is sent is only counted.</summary>
internal sealed class MemoryConnection : TcpConnection
{
    private Memory<byte> _receiving;
    private bool _isReceiving;

    public long Sent { get; private set; }

    /// <summary>The peer sends; the flow behind the connection goes on inside this call.</summary>
    public void Deliver(ReadOnlySpan<byte> bytes)
    {
        if (!_isReceiving)
            throw new InvalidOperationException("Nobody receives.");
        _isReceiving = false;
        bytes.CopyTo(_receiving.Span);
        OnReceived(bytes.Length);
    }

    public override void Connect(EndPoint address) => throw new NotSupportedException("It is connected.");

    public override void EndOutput()
    {
    }

    public override void Reset()
    {
    }

    protected override bool BeginReceive(Memory<byte> memory, out int result)
    {
        (_receiving, _isReceiving, result) = (memory, true, 0);
        return false;
    }

    protected override bool BeginSend(ReadOnlyMemory<byte> memory, out int result)
    {
        result = memory.Length;
        Sent += result;
        return true;
    }

    protected override void Shutdown()
    {
        if (!_isReceiving)
            return;
        _isReceiving = false;
        OnReceived(0);
    }

    protected override void Close()
    {
    }
}
