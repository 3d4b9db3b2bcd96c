using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using Paas.Tls;

namespace Paas;

#pragma warning disable CA2012 // Operations are started here and picked up by their completions: each is consumed once.

/// <summary>
/// The server's end of TLS on top of any other connection: first the handshake, step by step, then a connection like the
/// one below, whose bytes are encrypted there. It works inside the calls of its owner: no task, no pump, no thread of its
/// own, and while it is idle no buffer.
/// </summary>
/// <remarks>
/// The connection below belongs to this one from here on. An output is complete for the peer once <see cref="Finish"/> has
/// sent close_notify (RFC 8446 §6.1); <see cref="DuplexConnection.Dispose"/> does so too unless something is unsent, and
/// <see cref="Reset"/> never does, so a response that was cut off cannot be taken for a whole one. An input that ends
/// without close_notify is <see cref="DuplexConnection.IsBroken"/>.
/// </remarks>
public sealed class TlsConnection : DuplexConnection, IConnectionOwner
{
    // As many whole records as fit, with what encryption adds, into a buffer of 64 KiB.
    private const int MaxPlain = 3 * TlsRecord.MaxData;
    private readonly DuplexConnection _below;
    private Func<string, SslServerAuthenticationOptions?>? _choose;
    private readonly TlsRecordStream _records;
    private readonly SslStream _tls;
    private readonly Action _onRead;
    private ValueTaskAwaiter<int> _reading;
    private Task? _handshake;
    private bool _isOpen;
    private bool _isReading;
    private bool _isFinished;
    private bool _endsOutput;
    private bool _isReset;
    private bool _isNameUnknown;

    /// <summary>Takes over a connection of which nothing has been read yet.</summary>
    /// <param name="below">The connection to the client.</param>
    /// <param name="choose">
    /// The settings for the name that the client asks for, in lower case and empty when it asks for none; null when there are
    /// none, and the client is told so. Called inside <see cref="Handshake"/>.
    /// </param>
    public TlsConnection(DuplexConnection below, Func<string, SslServerAuthenticationOptions?> choose)
    {
        ArgumentNullException.ThrowIfNull(below);
        ArgumentNullException.ThrowIfNull(choose);
        _below = below;
        _choose = choose;
        _records = new TlsRecordStream(below);
        _tls = new SslStream(_records, leaveInnerStreamOpen: true);
        _onRead = OnRead;
        below.SetOwner(this);
    }

    /// <summary>The name that the client asked for (SNI), in lower case; empty when it asked for none.</summary>
    public string ServerName { get; private set; } = "";

    /// <summary>The version in use.</summary>
    public SslProtocols Protocol => _tls.SslProtocol;

    /// <summary>What both chose to speak inside (ALPN, RFC 7301); empty when the client offered nothing.</summary>
    public SslApplicationProtocol ApplicationProtocol => _tls.NegotiatedApplicationProtocol;

    /// <summary>Why the handshake failed.</summary>
    public Exception? HandshakeError { get; private set; }

    /// <inheritdoc/>
    /// <remarks>Encrypted bytes that the connection below still holds are counted.</remarks>
    public override int Unsent => base.Unsent + _below.Unsent;

    /// <inheritdoc/>
    /// <remarks>Counts encrypted bytes, as they leave.</remarks>
    public override long SentTotal => _below.SentTotal;

    /// <summary>Moves the handshake as far as it goes now. After anything but Waiting and Done, dispose the connection.</summary>
    public TlsHandshakeStatus Handshake()
    {
        while (true)
        {
            // 1. Wait for the whole first record: until then a client costs next to nothing.
            var input = _below.Input;
            if (_handshake is null && input.Length > 0)
            {
                if (input[0] != TlsRecord.HandshakeType)
                    return TlsHandshakeStatus.NotTls;
                if (HasRecord)
                    _handshake = _tls.AuthenticateAsServerAsync(Choose, this, CancellationToken.None);
            }

            // 2. Go on with what has come, and send what came of it.
            if (_handshake is not null)
            {
                _records.Continue();
                _below.Flush();
                if (_handshake.IsCompleted)
                    return EndHandshake();
            }
            if (_below.OutputBroken || (_below.InputEnded && _handshake is null))
                return TlsHandshakeStatus.Failed;
            if (!_below.Receive(int.MaxValue))
                return TlsHandshakeStatus.Waiting;
        }
    }

    /// <inheritdoc/>
    public override void Finish()
    {
        if (!_isOpen || _isFinished || OutputBroken || base.Unsent > 0)
            return;
        _isFinished = true;
        try
        {
            // Writes into the output below and is done.
            var ending = _tls.ShutdownAsync();
            if (!ending.IsCompletedSuccessfully)
                _ = ending.Exception;
        }
        catch (Exception)
        {
            // The session is broken; the peer sees an end without close_notify.
        }
    }

    /// <inheritdoc/>
    /// <remarks>Sends close_notify, then ends the output below.</remarks>
    public override void EndOutput()
    {
        Finish();
        _endsOutput = true;
        Flush();
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        _isReset = true;
        _below.Reset();
    }

    void IConnectionOwner.OnReady(DuplexConnection connection) => Notify();

    /// <inheritdoc/>
    protected override bool CanReceive => _isOpen && (HasRecord || _below.InputEnded);

    /// <inheritdoc/>
    protected override bool CanSend => _isOpen && !_isFinished && _below.Unsent == 0;

    /// <inheritdoc/>
    /// <remarks>All of the next record, so that nothing of it stays behind where nobody looks for it.</remarks>
    protected override int ReceiveRoom => Math.Min(TlsRecord.Length(_below.Input), TlsRecord.MaxData);

    /// <inheritdoc/>
    protected override void ContinueReceive()
    {
        // A read that is under way has met a record without data, and goes on with the next.
        while (_isReading ? _below.Receive(int.MaxValue) : !HasRecord && !_below.InputEnded && _below.Receive(int.MaxValue))
            _records.Continue();
    }

    /// <inheritdoc/>
    protected override bool BeginReceive(Memory<byte> memory, out int result)
    {
        result = -1;
        if (TlsRecord.IsTooLong(TlsRecord.Length(_below.Input)))
            return true;
        try
        {
            var reading = _tls.ReadAsync(memory).GetAwaiter();
            if (!reading.IsCompleted)
            {
                _reading = reading;
                _isReading = true;
                reading.UnsafeOnCompleted(_onRead);
                return false;
            }
            result = Read(reading);
        }
        catch (Exception)
        {
            // A record that is not what the peer encrypted: nothing after it can be believed.
        }
        return true;
    }

    /// <inheritdoc/>
    protected override bool ContinueSend()
    {
        var progress = _below.Flush();
        if (_below.OutputBroken)
        {
            BreakOutput();
        }
        else if (_endsOutput && _below.Unsent == 0)
        {
            _endsOutput = false;
            _below.EndOutput();
        }
        return progress;
    }

    /// <inheritdoc/>
    protected override bool BeginSend(ReadOnlyMemory<byte> memory, out int result)
    {
        result = -1;
        if (memory.Length > MaxPlain)
            memory = memory[..MaxPlain];
        try
        {
            // All records of this send lie in one piece, so that they leave in one.
            _below.Output.GetMemory(memory.Length + (((memory.Length / TlsRecord.MaxData) + 1) * TlsRecord.MaxOverhead));
            var writing = _tls.WriteAsync(memory);
            if (!writing.IsCompletedSuccessfully)
                return true;
            result = memory.Length;
        }
        catch (Exception)
        {
            // The session is broken; whatever else the peer gets would be noise.
        }
        return true;
    }

    /// <inheritdoc/>
    protected override void Shutdown()
    {
        if (!_isReset)
        {
            Finish();
            _below.Flush();
        }
        _below.Dispose();
        // What still reads in the SslStream ends inside this call, so that it is used by nobody when it is closed.
        _records.End();
        _ = _handshake?.Exception;
    }

    /// <inheritdoc/>
    protected override void Close() => _tls.Dispose();

    private bool HasRecord
    {
        get
        {
            var input = _below.Input;
            var length = TlsRecord.Length(input);
            return length > 0 && (input.Length >= length || TlsRecord.IsTooLong(length));
        }
    }

    private static ValueTask<SslServerAuthenticationOptions> Choose(
        SslStream stream, SslClientHelloInfo hello, object? state, CancellationToken cancellationToken)
    {
        var connection = (TlsConnection)state!;
        connection.ServerName = hello.ServerName.ToLowerInvariant();
        if (connection._choose!(connection.ServerName) is { } options)
            return ValueTask.FromResult(options);
        connection._isNameUnknown = true;
        throw new AuthenticationException($"There is no certificate for '{connection.ServerName}', and no default one.");
    }

    private TlsHandshakeStatus EndHandshake()
    {
        if (_handshake!.IsCompletedSuccessfully)
        {
            _isOpen = true;
            // What only the handshake needed goes with it.
            (_handshake, _choose) = (null, null);
            return TlsHandshakeStatus.Done;
        }
        HandshakeError = _handshake.Exception?.InnerException;
        if (!_isNameUnknown)
            return TlsHandshakeStatus.Failed;
        // The SslStream says nothing of its own when it gets no certificate.
        _below.Write(TlsRecord.UnrecognizedName);
        _below.Flush();
        return TlsHandshakeStatus.UnknownName;
    }

    private void OnRead()
    {
        _isReading = false;
        int result;
        try
        {
            result = Read(_reading);
        }
        catch (Exception)
        {
            result = -1;
        }
        OnReceived(result);
    }

    // An end that close_notify did not announce may have been made by anybody on the way.
    private int Read(ValueTaskAwaiter<int> reading) => reading.GetResult() is > 0 and var count ? count : _records.IsAtEnd ? -1 : 0;
}
