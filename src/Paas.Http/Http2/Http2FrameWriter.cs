using System.Buffers.Binary;

namespace Paas.Http2;

/// <summary>Writes frames.</summary>
public static class Http2FrameWriter
{
    /// <summary>Writes settings, in pairs of identifier and value.</summary>
    public static void WriteSettings(ByteBuffer output, ReadOnlySpan<(Http2Setting Id, int Value)> settings)
    {
        WriteHead(output, settings.Length * 6, Http2FrameType.Settings, Http2Flags.None, 0);
        foreach (var (id, value) in settings)
        {
            var span = output.GetSpan(6);
            BinaryPrimitives.WriteUInt16BigEndian(span, (ushort)id);
            BinaryPrimitives.WriteInt32BigEndian(span[2..], value);
            output.Advance(6);
        }
    }

    /// <summary>Acknowledges the peer's settings.</summary>
    public static void WriteSettingsAck(ByteBuffer output) => WriteHead(output, 0, Http2FrameType.Settings, Http2Flags.Ack, 0);

    /// <summary>Writes a ping of eight bytes, or the answer to one.</summary>
    public static void WritePing(ByteBuffer output, ReadOnlySpan<byte> data, bool ack)
    {
        WriteHead(output, data.Length, Http2FrameType.Ping, ack ? Http2Flags.Ack : Http2Flags.None, 0);
        output.Write(data);
    }

    /// <summary>Announces the end: streams above <paramref name="lastStreamId"/> are not processed.</summary>
    public static void WriteGoAway(ByteBuffer output, int lastStreamId, Http2ErrorCode code)
    {
        WriteHead(output, 8, Http2FrameType.GoAway, Http2Flags.None, 0);
        WriteNumber(output, lastStreamId);
        WriteNumber(output, (int)code);
    }

    /// <summary>Ends a stream.</summary>
    public static void WriteRstStream(ByteBuffer output, int streamId, Http2ErrorCode code)
    {
        WriteHead(output, 4, Http2FrameType.RstStream, Http2Flags.None, streamId);
        WriteNumber(output, (int)code);
    }

    /// <summary>Lets the peer send more.</summary>
    public static void WriteWindowUpdate(ByteBuffer output, int streamId, int increment)
    {
        WriteHead(output, 4, Http2FrameType.WindowUpdate, Http2Flags.None, streamId);
        WriteNumber(output, increment);
    }

    /// <summary>Writes bytes of a body.</summary>
    public static void WriteData(ByteBuffer output, int streamId, ReadOnlySpan<byte> data, bool endStream)
    {
        WriteHead(output, data.Length, Http2FrameType.Data, endStream ? Http2Flags.EndStream : Http2Flags.None, streamId);
        output.Write(data);
    }

    /// <summary>Writes a header block, in as many frames as it takes.</summary>
    public static void WriteHeaders(ByteBuffer output, int streamId, ReadOnlySpan<byte> block, bool endStream, int maxFrameLength)
    {
        var type = Http2FrameType.Headers;
        var flags = endStream ? Http2Flags.EndStream : Http2Flags.None;
        while (block.Length > maxFrameLength)
        {
            WriteHead(output, maxFrameLength, type, flags, streamId);
            output.Write(block[..maxFrameLength]);
            block = block[maxFrameLength..];
            type = Http2FrameType.Continuation;
            flags = Http2Flags.None;
        }
        WriteHead(output, block.Length, type, flags | Http2Flags.EndHeaders, streamId);
        output.Write(block);
    }

    private static void WriteHead(ByteBuffer output, int length, Http2FrameType type, Http2Flags flags, int streamId)
    {
        ArgumentNullException.ThrowIfNull(output);
        new Http2Frame(length, type, flags, streamId).WriteTo(output.GetSpan(Http2Frame.HeadLength));
        output.Advance(Http2Frame.HeadLength);
    }

    private static void WriteNumber(ByteBuffer output, int number)
    {
        BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(4), number);
        output.Advance(4);
    }
}
