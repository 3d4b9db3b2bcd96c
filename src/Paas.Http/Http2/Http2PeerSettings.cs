using System.Buffers.Binary;

namespace Paas.Http2;

/// <summary>What the client has said about itself; the defaults hold until it does (RFC 9113 §6.5.2).</summary>
public sealed class Http2PeerSettings
{
    /// <summary>Window of a stream until a setting says otherwise (RFC 9113 §6.9.2).</summary>
    public const int DefaultWindowSize = 65535;

    private const int MaxFrameLength = (1 << 24) - 1;

    /// <summary>Size of the header table that the client keeps for us, in bytes.</summary>
    public int HeaderTableSize { get; private set; } = HpackDecoder.DefaultTableSize;

    /// <summary>Bytes that may be sent on a new stream.</summary>
    public int InitialWindowSize { get; private set; } = DefaultWindowSize;

    /// <summary>Longest payload that the client takes.</summary>
    public int MaxFrameSize { get; private set; } = Http2Frame.DefaultMaxLength;

    /// <summary>Takes the payload of a SETTINGS frame in; returns what is wrong with it.</summary>
    public Http2ErrorCode Apply(ReadOnlySpan<byte> payload)
    {
        if (payload.Length % 6 != 0)
            return Http2ErrorCode.FrameSizeError;
        for (; !payload.IsEmpty; payload = payload[6..])
        {
            var value = BinaryPrimitives.ReadUInt32BigEndian(payload[2..]);
            switch ((Http2Setting)BinaryPrimitives.ReadUInt16BigEndian(payload))
            {
                case Http2Setting.HeaderTableSize:
                    HeaderTableSize = (int)Math.Min(value, int.MaxValue);
                    break;
                case Http2Setting.EnablePush when value > 1:
                    return Http2ErrorCode.ProtocolError;
                case Http2Setting.InitialWindowSize when value > int.MaxValue:
                    return Http2ErrorCode.FlowControlError;
                case Http2Setting.InitialWindowSize:
                    InitialWindowSize = (int)value;
                    break;
                case Http2Setting.MaxFrameSize when value is < Http2Frame.DefaultMaxLength or > MaxFrameLength:
                    return Http2ErrorCode.ProtocolError;
                case Http2Setting.MaxFrameSize:
                    MaxFrameSize = (int)value;
                    break;
            }
        }
        return Http2ErrorCode.NoError;
    }
}
