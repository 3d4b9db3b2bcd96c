using System.Net.Sockets;

namespace Paas.Harness;

/// <summary>A client's network below its TLS: notes which records came, and can send byte by byte.</summary>
internal sealed class RecordedStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    private readonly List<byte> _header = [];
    private int _left;

    public bool Dribbles { get; set; }

    /// <summary>Type of the last whole record that came (RFC 8446 §5.1): 21 alert, 22 handshake, 23 data.</summary>
    public int LastRecord { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await base.ReadAsync(buffer, cancellationToken);
        foreach (var value in buffer.Span[..count])
        {
            if (_left > 0)
            {
                if (--_left == 0)
                    LastRecord = _header[0];
                continue;
            }
            if (_header.Count == 5)
                _header.Clear();
            _header.Add(value);
            if (_header.Count == 5)
                _left = (_header[3] << 8) | _header[4];
        }
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!Dribbles)
        {
            await base.WriteAsync(buffer, cancellationToken);
            return;
        }
        for (var i = 0; i < buffer.Length; i++)
            await base.WriteAsync(buffer.Slice(i, 1), cancellationToken);
    }
}
