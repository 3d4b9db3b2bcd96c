using System.Buffers.Binary;
using System.Text;

namespace Paas.Harness;

/// <summary>A frame as a test sees it.</summary>
internal sealed record H2Frame(int Type, int Flags, int Stream, byte[] Payload)
{
    public const int Data = 0, Headers = 1, Priority = 2, Reset = 3, Settings = 4, Ping = 6, GoAway = 7, WindowUpdate = 8, Continuation = 9;

    public bool Ends => (Flags & 1) != 0;

    public string Text => Encoding.Latin1.GetString(Payload);

    /// <summary>Error code of RST_STREAM, increment of WINDOW_UPDATE.</summary>
    public int Number => BinaryPrimitives.ReadInt32BigEndian(Payload);

    /// <summary>Last stream and error code of GOAWAY.</summary>
    public (int LastStream, int Code) End => (BinaryPrimitives.ReadInt32BigEndian(Payload), BinaryPrimitives.ReadInt32BigEndian(Payload.AsSpan(4)));

    public byte[] ToBytes()
    {
        var bytes = new byte[9 + Payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, Payload.Length << 8);
        bytes[3] = (byte)Type;
        bytes[4] = (byte)Flags;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(5), Stream);
        Payload.CopyTo(bytes, 9);
        return bytes;
    }
}
