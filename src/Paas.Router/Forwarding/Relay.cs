using Paas.Balancing;
using Paas.Errors;
using Paas.Routing;

namespace Paas.Forwarding;

/// <summary>
/// Carries one request to a dyno and its response back, both at once, in the flow of the client's connection:
/// <code>
/// client ──► request body ──► dyno      move what has arrived, send it in one piece,
/// client ◄── head + body ◄─── dyno      start to receive again, until nothing moves
/// </code>
/// </summary>
internal sealed class Relay(RouterContext context, DuplexConnection client, IFlow signal, ClientFacts clientFacts)
{
    private const int MaxInterim = 32;
    // A flow that always finds work lets others run now and then.
    private const int MaxRounds = 64;
    private readonly BodyRelay _request = new(context.Options.Limits);
    private readonly BodyRelay _response = new(context.Options.Limits);
    private readonly HttpResponseParser _parser = new(context.Options.Limits);
    private TcpConnection _dyno = null!;
    private HttpRequestFacts _facts;
    private bool _clientIsHttp11;
    private RouteSettings _settings = RouteSettings.Default;
    private TimeSpan _idleTimeout;
    private TimeSpan _firstByteTimeout;
    private bool _retryable;
    private bool _uploaded;
    private bool _complete;
    private bool _dynoPersists;
    private int _interim;
    private int _continues;
    private long _receivedBefore;
    private long _moved;
    private long _idleDeadline;
    private long _firstByteDeadline;
    private RateWatch _uploading;
    private RateWatch _downloading;

    public RouterError? Error { get; private set; }

    /// <summary>Status of the response whose head was sent, or 0.</summary>
    public int Status { get; private set; }

    public bool IsUpgraded { get; private set; }

    /// <summary>The client was told that its connection stays, and it can.</summary>
    public bool ClientPersists { get; private set; }

    /// <summary>The response had no end but the close of its connection.</summary>
    public bool EndsByClose { get; private set; }

    /// <summary>The dyno's connection is ready for another request.</summary>
    public bool IsReusable => _complete && _dynoPersists && !_settings.DisableDynoKeepAlive && _request.IsDone && !_dyno.OutputBroken && !IsUpgraded;

    /// <summary>Seconds for which the dyno keeps its connection, or -1.</summary>
    public int KeepAliveSeconds { get; private set; }

    /// <summary>Bytes of body relayed to the client.</summary>
    public long Bytes => _response.Bytes;

    /// <summary>Bytes of body relayed to the dyno.</summary>
    public long RequestBytes => _request.Bytes;

    /// <summary>All of the request's body has been read off the client's connection.</summary>
    public bool RequestIsRead => _request.IsDone;

    public long Deadline { get; private set; }

    /// <summary>Bytes of a response held for a slow client.</summary>
    public int ResponseBufferSize { get; set; } = context.Options.ResponseBufferSize;

    /// <summary>The dyno, if the client does not know it yet and shall come back to it.</summary>
    public RoutedDyno? Newcomer { get; set; }

    // The dyno itself is asked for 100 Continue.
    private bool AwaitsContinue => _facts.ExpectContinue && _settings.EndToEndContinue;

    /// <summary>Takes up a request whose body, if any, follows on the client's connection.</summary>
    public void Begin(in HttpRequestFacts facts, bool clientIsHttp11)
    {
        _facts = facts;
        _clientIsHttp11 = clientIsHttp11;
        _request.Start(facts.Body, facts.ContentLength, decode: false);
        _response.Start(HttpBodyKind.None, 0, decode: false);
        Error = null;
        Status = 0;
        IsUpgraded = ClientPersists = EndsByClose = false;
    }

    /// <summary>Notes what the app chose; a table that comes later does not change a request on its way.</summary>
    public void Settle(RouteSettings settings)
    {
        _settings = settings;
        _idleTimeout = settings.IdleTimeout ?? context.Options.IdleTimeout;
        _firstByteTimeout = settings.FirstByteTimeout ?? context.Options.FirstByteTimeout;
    }

    /// <summary>Takes a connection to a dyno and writes the request's head to it.</summary>
    public void Attach(TcpConnection dyno, ReadOnlySpan<byte> head, long queueTime, bool retryable, long now)
    {
        _dyno = dyno;
        _retryable = retryable;
        _receivedBefore = dyno.ReceivedTotal;
        _uploaded = _complete = _dynoPersists = false;
        _interim = _continues = 0;
        _idleDeadline = RouterClock.After(now, _idleTimeout);
        _uploading.Start(client.ReceivedTotal, now);
        _downloading.Start(client.SentTotal, now);
        _parser.Reset();
        if (queueTime < 0)
            dyno.Write(head);
        else
            RequestHeadWriter.WriteQueued(dyno.Output, head, queueTime);
    }

    public StepStatus Advance(long now)
    {
        for (var rounds = 0; ; rounds++)
        {
            var status = MoveRequest();
            var progress = status == StepStatus.Waiting && _dyno.Flush();
            if (status == StepStatus.Waiting)
                status = MoveResponse();
            progress |= client.Flush();
            if (status != StepStatus.Waiting)
                return status;

            progress |= !_response.Splices(_dyno, client) && _dyno.Receive(Status == 0 ? int.MaxValue : context.Options.RequestBufferSize);
            progress |= !_request.Splices(client, _dyno) && client.Receive(context.Options.RequestBufferSize);
            if (client.OutputBroken || (client.InputEnded && !IsUpgraded))
                return Fail(RouterErrors.ClientInterrupted);
            if (!progress)
                return CheckTime(now);
            if (rounds == MaxRounds)
            {
                signal.Post();
                return CheckTime(now);
            }
        }
    }

    private StepStatus MoveRequest()
    {
        if (_request.IsDone || _dyno.OutputBroken)
            return StepStatus.Waiting;
        switch (_request.Move(client, _dyno, context.Options.RequestBufferSize))
        {
            case BodyRelayStatus.BadChunk:
                return Fail(RouterErrors.BadChunk);
            case BodyRelayStatus.Truncated when !IsUpgraded:
                return Fail(RouterErrors.ClientInterrupted);
            default:
                return StepStatus.Waiting;
        }
    }

    private StepStatus MoveResponse()
    {
        while (Status == 0)
        {
            switch (_parser.Parse(_dyno.Input))
            {
                case HttpParseStatus.Rejected:
                    return Fail(RouterErrors.OfResponse(_parser.Error));
                case HttpParseStatus.NeedMore when _dyno.InputEnded:
                    if (_dyno.ReceivedTotal != _receivedBefore)
                        return Fail(RouterErrors.ServerInterrupted);
                    return _retryable ? StepStatus.Retry : Fail(RouterErrors.ClosedWithoutResponse);
                case HttpParseStatus.NeedMore:
                    return StepStatus.Waiting;
            }
            var status = TakeHead();
            if (status != StepStatus.Waiting)
                return status;
        }

        switch (_response.Move(_dyno, client, ResponseBufferSize))
        {
            case BodyRelayStatus.BadChunk:
                return Fail(RouterErrors.BadResponseFrame);
            case BodyRelayStatus.Truncated when !IsUpgraded:
                return Fail(RouterErrors.ServerInterrupted);
            case BodyRelayStatus.Done or BodyRelayStatus.Truncated:
                return Complete();
        }
        // The client of an upgraded connection has closed, and the dyno has got its last bytes.
        if (IsUpgraded && client.InputEnded && (client.Input.IsEmpty || _dyno.OutputBroken) && _dyno.Unsent == 0)
            return Complete();
        return StepStatus.Waiting;
    }

    private StepStatus Complete()
    {
        _complete = true;
        // An answer before the end of the upload: what still comes of it is no request.
        ClientPersists &= _request.IsDone && !IsUpgraded;
        return StepStatus.Done;
    }

    private StepStatus TakeHead()
    {
        var head = _parser.Head;
        var bytes = _dyno.Input;
        var error = HttpResponseReader.Read(head, bytes, _facts.IsHead, context.Options.Limits, out var facts);
        if (error != HttpError.None)
            return Fail(RouterErrors.OfResponse(error));

        if (head.StatusCode == 101)
        {
            if (!_facts.Upgrade)
                return Fail(RouterErrors.BadResponse);
            ResponseHeadWriter.Write(client.Output, head, bytes, facts, "Connection: Upgrade\r\n"u8, chunked: true, Newcomer, clientFacts.IsTls);
            IsUpgraded = true;
            _request.Start(HttpBodyKind.UntilClose, 0, decode: false);
            _response.Start(HttpBodyKind.UntilClose, 0, decode: false);
            Status = 101;
        }
        else if (head.StatusCode < 200)
        {
            // The client got its 100 from the router, unless the app wants to give it; a second one of the dyno is an error.
            if (++_interim > MaxInterim || (head.StatusCode == 100 && ++_continues > 1))
                return Fail(RouterErrors.BadResponseFrame);
            if (head.StatusCode == 100 && _clientIsHttp11 && _settings.EndToEndContinue)
                client.Write("HTTP/1.1 100 Continue\r\n\r\n"u8);
            else if (head.StatusCode != 100 && _clientIsHttp11)
                ResponseHeadWriter.Write(client.Output, head, bytes, facts, [], chunked: true, null, false);
        }
        else
        {
            TakeFinalHead(head, bytes, facts);
        }
        _dyno.Consume(head.Length);
        _parser.Reset();
        return StepStatus.Waiting;
    }

    private void TakeFinalHead(HttpResponseHead head, ReadOnlySpan<byte> bytes, in HttpResponseFacts facts)
    {
        var decode = facts.Body == HttpBodyKind.Chunked && !_clientIsHttp11;
        EndsByClose = facts.Body == HttpBodyKind.UntilClose || decode;
        // Without a 100 nobody knows whether the client still sends the body.
        ClientPersists = _facts.KeepAlive && !EndsByClose && !context.IsStopping && !(AwaitsContinue && _continues == 0);
        _dynoPersists = facts.KeepAlive;
        KeepAliveSeconds = facts.KeepAliveSeconds;
        ResponseHeadWriter.Write(
            client.Output, head, bytes, facts,
            ClientPersists ? "Connection: keep-alive\r\n"u8 : "Connection: close\r\n"u8, _clientIsHttp11, Newcomer, clientFacts.IsTls);
        _response.Start(facts.Body, facts.ContentLength, decode);
        Status = head.StatusCode;
    }

    private StepStatus CheckTime(long now)
    {
        var moved = client.ReceivedTotal + client.SentTotal + _dyno.ReceivedTotal + _dyno.SentTotal;
        if (moved != _moved)
        {
            _moved = moved;
            _idleDeadline = RouterClock.After(now, _idleTimeout);
        }
        if (!_uploaded && (_request.IsDone || _dyno.OutputBroken) && _dyno.Unsent == 0)
        {
            _uploaded = true;
            _firstByteDeadline = RouterClock.After(now, _firstByteTimeout);
        }
        if (IsClientTooSlow(now))
            return Fail(RouterErrors.ClientIdle);
        var awaitsFirstByte = _uploaded && _dyno.ReceivedTotal == _receivedBefore;
        var deadline = awaitsFirstByte ? _firstByteDeadline : _idleDeadline;
        Deadline = Math.Min(deadline, RateDeadline);
        if (now < deadline)
            return StepStatus.Waiting;
        if (awaitsFirstByte)
            return Fail(RouterErrors.RequestTimeout);
        // Who does not read, or owes bytes of the body, is the idle one.
        var owesContinue = AwaitsContinue && _continues == 0 && _request.Bytes == 0;
        var clientIsIdle = client.Unsent > 0 || (!owesContinue && !_request.IsDone && !IsUpgraded && _dyno.Unsent == 0 && Status == 0);
        return Fail(clientIsIdle ? RouterErrors.ClientIdle : RouterErrors.IdleConnection);
    }

    /// <summary>
    /// The client keeps a dyno by a trickle: of a body that nobody has answered yet, or of a response that it hardly takes.
    /// Conversations are let be: upgraded connections, and uploads beside which the dyno already answers.
    /// </summary>
    public bool IsClientTooSlow(long now)
    {
        var options = context.Options;
        var window = (long)options.MinRateWindow.TotalMilliseconds;
        var owesBody = !_request.IsDone && Status == 0 && _dyno is { Unsent: 0, OutputBroken: false };
        return !IsUpgraded
            && (_uploading.IsTooSlow(owesBody, client.ReceivedTotal, now, options.MinUploadRate, window)
                | _downloading.IsTooSlow(client.Unsent > 0, client.SentTotal, now, options.MinDownloadRate, window));
    }

    /// <summary>When <see cref="IsClientTooSlow"/> is to be asked again.</summary>
    public long RateDeadline => IsUpgraded ? long.MaxValue : Math.Min(
        _uploading.Deadline((long)context.Options.MinRateWindow.TotalMilliseconds),
        _downloading.Deadline((long)context.Options.MinRateWindow.TotalMilliseconds));

    private StepStatus Fail(RouterError error)
    {
        Error = error;
        return StepStatus.Failed;
    }
}
