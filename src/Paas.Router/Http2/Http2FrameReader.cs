using System.Buffers.Binary;
using Paas.Errors;
using Paas.Routing;

namespace Paas.Http2;

/// <summary>
/// Reads the client's frames and holds them to the rules of RFC 9113 §5 and §6. A broken rule of the connection ends it
/// (<see cref="Error"/>), one of a stream resets that.
/// </summary>
internal sealed class Http2FrameReader
{
    private const int HeaderSlack = Http2Frame.DefaultMaxLength;
    private readonly RouterContext _context;
    private readonly DuplexConnection _connection;
    private readonly Http2Connection _owner;
    private readonly Http2Streams _streams;
    private readonly Http2Sender _sender;
    private readonly HpackDecoder _decoder = new();
    private readonly Http2RequestHead _head;
    private readonly ByteBuffer _block = new();
    private Http2Budget _idleFrames;
    private Http2Budget _resets;
    private bool _prefaceSeen;
    private bool _settingsSeen;
    private long _ackDeadline;
    private long _blockDeadline = long.MaxValue;
    private int _blockStream;
    private bool _blockEndsStream;
    private long _now;

    public Http2FrameReader(
        RouterContext context, DuplexConnection connection, Http2Connection owner, Http2Streams streams, Http2Sender sender, long now)
    {
        _context = context;
        _connection = connection;
        _owner = owner;
        _streams = streams;
        _sender = sender;
        var options = context.Options.Http2;
        _head = new Http2RequestHead(options.MaxHeaderListSize);
        ReceiveWindow = options.ConnectionWindowSize;
        _idleFrames = new Http2Budget(options.MaxIdleFrames, 100);
        _resets = new Http2Budget(options.MaxResets, 10);
        _ackDeadline = RouterClock.After(now, options.SettingsTimeout);
    }

    /// <summary>What the client begins with (RFC 9113 §3.4).</summary>
    public static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>The ping that goes with the announcement of the end.</summary>
    public static ReadOnlySpan<byte> AnnouncePing => "draining"u8;

    /// <summary>Why the connection must end; null while it need not.</summary>
    public Http2ErrorCode? Error { get; private set; }

    /// <summary>Bytes of DATA that the client may send on all streams together.</summary>
    public int ReceiveWindow { get; set; }

    /// <summary>When the client must have acknowledged our settings and completed a header block.</summary>
    public long Deadline => Math.Min(_ackDeadline, _blockDeadline);

    /// <summary>Reads all complete frames that have come. True when there was one.</summary>
    public bool Read(long now)
    {
        _now = now;
        var progress = false;
        while (Error is null && !_sender.IsBacklogged)
        {
            var input = _connection.Input;
            if (!_prefaceSeen)
            {
                if (!input.StartsWith(Preface[..Math.Min(input.Length, Preface.Length)]))
                    Error = Http2ErrorCode.ProtocolError;
                if (Error is not null || input.Length < Preface.Length)
                    break;
                _prefaceSeen = progress = true;
                _connection.Consume(Preface.Length);
                continue;
            }
            if (!Http2Frame.TryRead(input, out var frame))
                break;
            if (frame.Length > Http2Frame.DefaultMaxLength)
                Error = Http2ErrorCode.FrameSizeError;
            if (Error is not null || input.Length < Http2Frame.HeadLength + frame.Length)
                break;
            var error = Take(frame, input.Slice(Http2Frame.HeadLength, frame.Length));
            if (error != Http2ErrorCode.NoError)
                Error = error;
            _connection.Consume(Http2Frame.HeadLength + frame.Length);
            progress = true;
        }
        if (now >= _ackDeadline)
            Error ??= Http2ErrorCode.SettingsTimeout;
        if (now >= _blockDeadline)
            Error ??= Http2ErrorCode.EnhanceYourCalm;
        return progress;
    }

    /// <summary>A stream has ended in order.</summary>
    public void OnStreamDone() => _resets.Earn(1);

    /// <summary>Gives memory back that a pause leaves unused.</summary>
    public void Trim()
    {
        _head.Release();
        _decoder.Trim();
        if (_blockStream == 0)
            _block.Release();
    }

    public void Release()
    {
        _head.Release();
        _decoder.Release();
        _block.Release();
    }

    private Http2ErrorCode Take(in Http2Frame frame, ReadOnlySpan<byte> payload)
    {
        if (!_settingsSeen && (frame.Type != Http2FrameType.Settings || frame.Has(Http2Flags.Ack)))
            return Http2ErrorCode.ProtocolError;
        // §4.3: nothing may come between the frames of a header block.
        if (_blockStream != 0 && (frame.Type != Http2FrameType.Continuation || frame.StreamId != _blockStream))
            return Http2ErrorCode.ProtocolError;
        return frame.Type switch
        {
            Http2FrameType.Data => TakeData(frame, payload),
            Http2FrameType.Headers => TakeHeaders(frame, payload),
            Http2FrameType.Priority => TakePriority(frame, payload),
            Http2FrameType.RstStream => TakeReset(frame, payload),
            Http2FrameType.Settings => TakeSettings(frame, payload),
            Http2FrameType.PushPromise => Http2ErrorCode.ProtocolError,
            Http2FrameType.Ping => TakePing(frame, payload),
            Http2FrameType.GoAway => frame.StreamId != 0 ? Http2ErrorCode.ProtocolError
                : payload.Length < 8 ? Http2ErrorCode.FrameSizeError : SpendIdle(1),
            Http2FrameType.WindowUpdate => TakeWindowUpdate(frame, payload),
            Http2FrameType.Continuation => TakeContinuation(frame, payload),
            _ => SpendIdle(1),
        };
    }

    private Http2ErrorCode TakeData(in Http2Frame frame, ReadOnlySpan<byte> payload)
    {
        if (IsIdle(frame.StreamId))
            return Http2ErrorCode.ProtocolError;
        // §6.9.1: padding counts, and so does what nobody wants any more.
        if ((ReceiveWindow -= frame.Length) < 0)
            return Http2ErrorCode.FlowControlError;
        var ends = frame.Has(Http2Flags.EndStream);
        if (!frame.TryUnpad(ref payload, out _))
            return Http2ErrorCode.ProtocolError;
        if (payload.IsEmpty && !ends && SpendIdle(1) is var error and not Http2ErrorCode.NoError)
            return error;
        var stream = _streams.Find(frame.StreamId);
        if (stream is null || stream.Body.HasEnded)
        {
            _owner.OnConsumed(frame.Length);
            return stream is not null ? Break(stream, Http2ErrorCode.StreamClosed)
                : _streams.WasEndedByUs(frame.StreamId) ? Http2ErrorCode.NoError : Http2ErrorCode.StreamClosed;
        }
        var padding = frame.Length - payload.Length;
        if ((stream.ReceiveWindow -= frame.Length) < 0)
        {
            _owner.OnConsumed(frame.Length);
            return Break(stream, Http2ErrorCode.FlowControlError);
        }
        if (!stream.Body.Add(payload, ends))
        {
            _owner.OnConsumed(padding);
            return Break(stream, Http2ErrorCode.ProtocolError);
        }
        if (padding > 0)
            _owner.OnConsumed(stream, padding);
        stream.Wake();
        return Http2ErrorCode.NoError;
    }

    private Http2ErrorCode TakeHeaders(in Http2Frame frame, ReadOnlySpan<byte> payload)
    {
        // Clients open odd streams (§5.1.1).
        if ((frame.StreamId & 1) == 0 || !frame.TryUnpad(ref payload, out var dependency) || dependency == frame.StreamId)
            return Http2ErrorCode.ProtocolError;
        if (frame.StreamId <= _streams.LastId && _streams.Find(frame.StreamId) is null && !_streams.WasEndedByUs(frame.StreamId))
            return Http2ErrorCode.StreamClosed;
        _blockEndsStream = frame.Has(Http2Flags.EndStream);
        if (frame.Has(Http2Flags.EndHeaders))
            return TakeBlock(frame.StreamId, payload);
        _blockStream = frame.StreamId;
        _blockDeadline = RouterClock.After(_now, _context.Options.RequestHeadTimeout);
        _block.Clear();
        _block.Write(payload);
        return Http2ErrorCode.NoError;
    }

    private Http2ErrorCode TakeContinuation(in Http2Frame frame, ReadOnlySpan<byte> payload)
    {
        if (_blockStream == 0)
            return Http2ErrorCode.ProtocolError;
        // No block that says less than the limit is longer than that; one of endless frames is an attack.
        if (_block.Length + payload.Length > _context.Options.Http2.MaxHeaderListSize + HeaderSlack)
            return Http2ErrorCode.EnhanceYourCalm;
        var error = SpendIdle(payload.IsEmpty ? 10 : 1);
        _block.Write(payload);
        if (error != Http2ErrorCode.NoError || !frame.Has(Http2Flags.EndHeaders))
            return error;
        var id = _blockStream;
        _blockStream = 0;
        _blockDeadline = long.MaxValue;
        error = TakeBlock(id, _block.Span);
        _block.Release();
        return error;
    }

    private Http2ErrorCode TakeBlock(int id, ReadOnlySpan<byte> block)
    {
        // Whatever the block is for, it is read to its end, or the tables of both sides would differ.
        var isNew = id > _streams.LastId;
        _head.Begin(trailers: !isNew);
        _decoder.Begin();
        while (true)
        {
            switch (_decoder.Next(ref block, out var name, out var value))
            {
                case HpackStatus.Field:
                    _head.Add(name, value);
                    continue;
                case HpackStatus.Bad:
                    return Http2ErrorCode.CompressionError;
            }
            break;
        }
        var status = _head.Finish(_blockEndsStream);
        return isNew ? Open(id, status) : TakeTrailers(id, status);
    }

    private Http2ErrorCode Open(int id, Http2HeadStatus status)
    {
        if (_owner.IsDraining)
            return Http2ErrorCode.NoError;
        _streams.Use(id);
        if (_streams.Count >= _context.Options.Http2.MaxConcurrentStreams)
            return Refuse(id, Http2ErrorCode.RefusedStream);
        if (status == Http2HeadStatus.Malformed)
            return Refuse(id, Http2ErrorCode.ProtocolError);
        _idleFrames.Earn(2);
        var stream = _streams.Open(id);
        if (!stream.Begin(id, status == Http2HeadStatus.TooLarge ? [] : _head.Bytes, _blockEndsStream, _now))
            return Break(stream, Http2ErrorCode.ProtocolError);
        _owner.Watch(stream);
        stream.Wake();
        return Http2ErrorCode.NoError;
    }

    private Http2ErrorCode TakeTrailers(int id, Http2HeadStatus status)
    {
        var stream = _streams.Find(id);
        if (stream is null)
            return Http2ErrorCode.NoError;
        if (stream.Body.HasEnded)
            return Break(stream, Http2ErrorCode.StreamClosed);
        if (status != Http2HeadStatus.Done || !stream.Body.End(_head.Bytes))
            return Break(stream, Http2ErrorCode.ProtocolError);
        stream.Wake();
        return Http2ErrorCode.NoError;
    }

    private Http2ErrorCode TakePriority(in Http2Frame frame, ReadOnlySpan<byte> payload)
    {
        if (frame.StreamId == 0)
            return Http2ErrorCode.ProtocolError;
        if (payload.Length != 5)
            return Http2ErrorCode.FrameSizeError;
        if ((BinaryPrimitives.ReadUInt32BigEndian(payload) & int.MaxValue) == (uint)frame.StreamId)
            return Http2ErrorCode.ProtocolError;
        return SpendIdle(1);
    }

    private Http2ErrorCode TakeReset(in Http2Frame frame, ReadOnlySpan<byte> payload)
    {
        if (payload.Length != 4)
            return Http2ErrorCode.FrameSizeError;
        if (IsIdle(frame.StreamId))
            return Http2ErrorCode.ProtocolError;
        if (_streams.Find(frame.StreamId) is not { } stream)
            return SpendIdle(1);
        // The client has gone, or says that we broke a rule.
        var code = (Http2ErrorCode)BinaryPrimitives.ReadInt32BigEndian(payload);
        var hasGone = code is Http2ErrorCode.NoError or Http2ErrorCode.Cancel or Http2ErrorCode.RefusedStream;
        stream.Abort(hasGone ? RouterErrors.ClientInterrupted : RouterErrors.StreamBroken);
        _owner.Remove(stream, byUs: false, reusable: false, _now);
        return _resets.TrySpend(1, _now) ? Http2ErrorCode.NoError : Http2ErrorCode.EnhanceYourCalm;
    }

    private Http2ErrorCode TakeSettings(in Http2Frame frame, ReadOnlySpan<byte> payload)
    {
        if (frame.StreamId != 0)
            return Http2ErrorCode.ProtocolError;
        if (frame.Has(Http2Flags.Ack))
        {
            _ackDeadline = long.MaxValue;
            return payload.IsEmpty ? SpendIdle(1) : Http2ErrorCode.FrameSizeError;
        }
        _settingsSeen = true;
        var before = _sender.Peer.InitialWindowSize;
        var error = _sender.Apply(payload);
        if (error != Http2ErrorCode.NoError)
            return error;
        if (!_streams.ShiftWindows(_sender, _sender.Peer.InitialWindowSize - before))
            return Http2ErrorCode.FlowControlError;
        Http2FrameWriter.WriteSettingsAck(_sender.Output);
        return SpendIdle(1 + payload.Length / 60);
    }

    private Http2ErrorCode TakePing(in Http2Frame frame, ReadOnlySpan<byte> payload)
    {
        if (frame.StreamId != 0)
            return Http2ErrorCode.ProtocolError;
        if (payload.Length != 8)
            return Http2ErrorCode.FrameSizeError;
        if (!frame.Has(Http2Flags.Ack))
            Http2FrameWriter.WritePing(_sender.Output, payload, ack: true);
        else if (payload.SequenceEqual(AnnouncePing))
            _owner.OnAnnounced();
        return SpendIdle(1);
    }

    private Http2ErrorCode TakeWindowUpdate(in Http2Frame frame, ReadOnlySpan<byte> payload)
    {
        if (payload.Length != 4)
            return Http2ErrorCode.FrameSizeError;
        var increment = BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue;
        _idleFrames.Earn(_sender.UsefulFrames * 4);
        _sender.UsefulFrames = 0;
        if (SpendIdle(1) is var spent and not Http2ErrorCode.NoError)
            return spent;
        if (frame.StreamId == 0)
        {
            return increment == 0 ? Http2ErrorCode.ProtocolError
                : _sender.Open(increment) ? Http2ErrorCode.NoError : Http2ErrorCode.FlowControlError;
        }
        if (IsIdle(frame.StreamId))
            return Http2ErrorCode.ProtocolError;
        if (_streams.Find(frame.StreamId) is not { } stream)
            return Http2ErrorCode.NoError;
        if (increment == 0)
            return Break(stream, Http2ErrorCode.ProtocolError);
        return _sender.Open(stream, increment) ? Http2ErrorCode.NoError : Break(stream, Http2ErrorCode.FlowControlError);
    }

    private bool IsIdle(int id) => id == 0 || (id & 1) == 0 || id > _streams.LastId;

    private Http2ErrorCode SpendIdle(int count) =>
        _idleFrames.TrySpend(count, _now) ? Http2ErrorCode.NoError : Http2ErrorCode.EnhanceYourCalm;

    private Http2ErrorCode Refuse(int id, Http2ErrorCode code)
    {
        Http2FrameWriter.WriteRstStream(_sender.Output, id, code);
        _streams.NoteEnded(id);
        return _resets.TrySpend(1, _now) ? Http2ErrorCode.NoError : Http2ErrorCode.EnhanceYourCalm;
    }

    // The request goes no further, and its connection to the dyno is closed: the client could make us work for nothing
    // by such streams just as by resets of its own (CVE-2025-8671).
    private Http2ErrorCode Break(Http2Stream stream, Http2ErrorCode code)
    {
        stream.Abort(RouterErrors.StreamBroken);
        _owner.Remove(stream, byUs: false, reusable: false, _now);
        return Refuse(stream.Id, code);
    }
}
