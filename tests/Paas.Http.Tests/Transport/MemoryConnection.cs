using System.Text;

namespace Paas.Transport;

/// <summary>A connection whose peer is the test: bytes are handed in, sent bytes are collected.</summary>
internal sealed class MemoryConnection : DuplexConnection
{
    private readonly LinkedList<byte[]> _incoming = new();
    private readonly List<byte> _sent = [];
    private Memory<byte> _receiving;
    private bool _ends;

    public string Sent => Encoding.Latin1.GetString([.. _sent]);

    public bool IsClosed { get; private set; }

    /// <summary>While true, sends do not end.</summary>
    public bool HoldsSends { get; set; }

    /// <summary>What comes next when the connection receives.</summary>
    public void Feed(string text)
    {
        if (text.Length > 0)
            _incoming.AddLast(Encoding.Latin1.GetBytes(text));
    }

    public void FeedEnd() => _ends = true;

    /// <summary>Ends the receive under way, as a socket's completion would.</summary>
    public void Complete(string text)
    {
        Encoding.Latin1.GetBytes(text).CopyTo(_receiving);
        OnReceived(text.Length);
    }

    public void CompleteFailed() => OnReceived(-1);

    public void CompleteSend(int result) => OnSent(result);

    public override void EndOutput()
    {
    }

    public override void Reset() => IsClosed = true;

    protected override bool BeginReceive(Memory<byte> memory, out int result)
    {
        _receiving = memory;
        result = 0;
        if (_incoming.First?.Value is not { } bytes)
            return _ends;
        _incoming.RemoveFirst();
        result = Math.Min(bytes.Length, memory.Length);
        bytes.AsSpan(0, result).CopyTo(memory.Span);
        if (result < bytes.Length)
            _incoming.AddFirst(bytes[result..]);
        return true;
    }

    protected override bool BeginSend(ReadOnlyMemory<byte> memory, out int result)
    {
        result = memory.Length;
        if (HoldsSends)
            return false;
        _sent.AddRange(memory.Span);
        return true;
    }

    protected override void Shutdown()
    {
    }

    protected override void Close() => IsClosed = true;
}
