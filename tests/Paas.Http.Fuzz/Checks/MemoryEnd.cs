using System.Net;
using System.Runtime.InteropServices;

namespace Paas.Fuzzing.Checks;

/// <summary>
/// The router's end of a connection whose peer is the harness. All happens on the harness's thread: feeding bytes runs the
/// router's flow until it waits.
/// </summary>
internal sealed class MemoryEnd(Random random) : TcpConnection
{
    private readonly Queue<byte[]> _incoming = new();
    private readonly List<byte> _received = [];
    private Memory<byte> _receiving;
    private bool _isReceiving;
    private int _held;
    private bool _peerEnded;
    private bool _peerReset;
    private bool _isShut;

    /// <summary>What the router has sent.</summary>
    public Span<byte> Received => CollectionsMarshal.AsSpan(_received);

    /// <summary>What the peer has sent, for the findings.</summary>
    public List<byte> Fed { get; } = [];

    /// <summary>The peer has seen the end of the stream.</summary>
    public bool HasEnded { get; private set; }

    public bool IsReset { get; private set; }

    public bool IsClosed { get; private set; }

    /// <summary>The peer can still send.</summary>
    public bool IsOpen => !_peerEnded && !_peerReset && !_isShut && !IsReset;

    /// <summary>Sends are held until <see cref="Settle"/>, now and then.</summary>
    public bool Hesitates { get; init; }

    public override void Connect(EndPoint address)
    {
    }

    public void Feed(byte[] bytes)
    {
        Fed.AddRange(bytes);
        _incoming.Enqueue(bytes);
        Pump();
    }

    public void FeedEnd()
    {
        _peerEnded = true;
        Pump();
    }

    public void FeedReset()
    {
        _peerReset = true;
        _incoming.Clear();
        Settle();
        Pump();
    }

    /// <summary>Ends what is under way: sends that were held, and receives that the router has abandoned. True if there was any.</summary>
    public bool Settle()
    {
        var any = false;
        if (_held > 0)
        {
            any = true;
            var held = _held;
            _held = 0;
            OnSent(_peerReset ? -1 : held);
        }
        if (_isReceiving && _isShut)
        {
            any = true;
            _isReceiving = false;
            OnReceived(0);
        }
        return any;
    }

    public override void EndOutput() => HasEnded = true;

    public override void Reset()
    {
        IsReset = true;
        _isShut = true;
    }

    protected override bool BeginReceive(Memory<byte> memory, out int result)
    {
        if (Take(memory, out result))
            return true;
        (_receiving, _isReceiving) = (memory, true);
        return false;
    }

    protected override bool BeginSend(ReadOnlyMemory<byte> memory, out int result)
    {
        result = -1;
        if (_peerReset)
            return true;
        result = random.Next(8) == 0 ? 1 + random.Next(memory.Length) : memory.Length;
        _received.AddRange(memory.Span[..result]);
        if (!Hesitates || random.Next(6) > 0)
            return true;
        _held = result;
        return false;
    }

    protected override void Shutdown()
    {
        _isShut = true;
        HasEnded |= !IsReset;
    }

    protected override void Close() => IsClosed = true;

    private void Pump()
    {
        if (!_isReceiving || !Take(_receiving, out var result))
            return;
        _isReceiving = false;
        OnReceived(result);
    }

    private bool Take(Memory<byte> memory, out int result)
    {
        result = 0;
        if (_isShut)
            return true;
        if (_peerReset)
        {
            result = -1;
            return true;
        }
        if (!_incoming.TryPeek(out var bytes))
            return _peerEnded;
        _incoming.Dequeue();
        result = Math.Min(bytes.Length, memory.Length);
        bytes.AsSpan(0, result).CopyTo(memory.Span);
        if (result == bytes.Length)
            return true;
        var rest = _incoming.ToArray();
        _incoming.Clear();
        _incoming.Enqueue(bytes[result..]);
        foreach (var piece in rest)
            _incoming.Enqueue(piece);
        return true;
    }
}
