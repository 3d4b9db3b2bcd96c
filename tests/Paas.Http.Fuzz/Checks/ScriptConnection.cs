namespace Paas.Fuzzing.Checks;

/// <summary>A connection whose peer is the harness: bytes are handed in piece by piece, sent bytes are collected.</summary>
internal sealed class ScriptConnection : DuplexConnection
{
    private readonly Queue<ReadOnlyMemory<byte>> _incoming = new();
    private readonly List<byte> _sent = [];

    public ReadOnlySpan<byte> Sent => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_sent);

    public void Feed(byte[] bytes, IReadOnlyList<int> cuts)
    {
        var start = 0;
        foreach (var end in cuts.Append(bytes.Length))
        {
            if (end > start)
                _incoming.Enqueue(bytes.AsMemory(start, end - start));
            start = Math.Max(start, end);
        }
    }

    public override void EndOutput()
    {
    }

    public override void Reset()
    {
    }

    protected override bool BeginReceive(Memory<byte> memory, out int result)
    {
        result = 0;
        if (!_incoming.TryDequeue(out var bytes))
            return false;
        result = Math.Min(bytes.Length, memory.Length);
        bytes[..result].CopyTo(memory);
        if (result == bytes.Length)
            return true;
        // The rest comes first the next time.
        var rest = _incoming.ToArray();
        _incoming.Clear();
        _incoming.Enqueue(bytes[result..]);
        foreach (var piece in rest)
            _incoming.Enqueue(piece);
        return true;
    }

    protected override bool BeginSend(ReadOnlyMemory<byte> memory, out int result)
    {
        _sent.AddRange(memory.Span);
        result = memory.Length;
        return true;
    }

    protected override void Shutdown()
    {
    }

    protected override void Close()
    {
    }
}
