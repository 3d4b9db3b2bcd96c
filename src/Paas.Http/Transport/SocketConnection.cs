using System.Net;
using System.Net.Sockets;

namespace Paas;

/// <summary>A connection over a TCP socket, straight on the socket's own completions: no stream, no pump, no task.</summary>
public sealed class SocketConnection : DuplexConnection
{
    private readonly Socket _socket;
    private readonly ReceiveOperation _receive;
    private readonly SendOperation _send;
    private bool _isReset;
    private int _connectResult = (int)SocketError.IsConnected;

    /// <summary>Takes over a socket, connected or about to be by <see cref="Connect"/>.</summary>
    public SocketConnection(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        _socket = socket;
        _receive = new ReceiveOperation(this);
        _send = new SendOperation(this);
    }

    /// <summary>How the connect went; <see cref="SocketError.InProgress"/> while it is under way.</summary>
    public SocketError ConnectResult => (SocketError)Volatile.Read(ref _connectResult);

    /// <summary>Creates an unconnected TCP connection towards an address of this family.</summary>
    public static SocketConnection Create(AddressFamily family) =>
        new(new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });

    /// <summary>Starts to connect; <see cref="ConnectResult"/> tells how it goes and the owner is told when it has ended.</summary>
    public void Connect(EndPoint address)
    {
        _send.RemoteEndPoint = address;
        Volatile.Write(ref _connectResult, (int)SocketError.InProgress);
        if (!_socket.ConnectAsync(_send))
            SetConnected(_send.SocketError);
    }

    /// <inheritdoc/>
    public override void EndOutput()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The peer was faster; there is nobody left to tell.
        }
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        try
        {
            _socket.LingerState = new LingerOption(true, 0);
        }
        catch (SocketException)
        {
            // Closed already.
        }
        _isReset = true;
        _socket.Dispose();
    }

    /// <inheritdoc/>
    protected override bool BeginReceive(Memory<byte> memory, out int result)
    {
        _receive.SetBuffer(memory);
        if (_socket.ReceiveAsync(_receive))
        {
            result = 0;
            return false;
        }
        result = _receive.Result;
        return true;
    }

    /// <inheritdoc/>
    protected override bool BeginSend(ReadOnlyMemory<byte> memory, out int result)
    {
        _send.SetBuffer(System.Runtime.InteropServices.MemoryMarshal.AsMemory(memory));
        if (_socket.SendAsync(_send))
        {
            result = 0;
            return false;
        }
        result = _send.Result;
        return true;
    }

    /// <inheritdoc/>
    protected override void Shutdown()
    {
        // Closing a socket with a receive under way would reset the connection and take bytes away from the peer; once
        // it is shut down, the receive ends by itself.
        if (_isReset)
            return;
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // Not connected (any more): what is under way ends with the socket.
            _socket.Dispose();
        }
    }

    /// <inheritdoc/>
    protected override void Close()
    {
        _socket.Dispose();
        _receive.Dispose();
        _send.Dispose();
    }

    private void SetConnected(SocketError error) =>
        Volatile.Write(ref _connectResult, (int)(error == SocketError.Success ? SocketError.IsConnected : error));

    private sealed class ReceiveOperation(SocketConnection connection) : SocketAsyncEventArgs(true)
    {
        public int Result => SocketError == SocketError.Success ? BytesTransferred : -1;

        protected override void OnCompleted(SocketAsyncEventArgs e) => connection.OnReceived(Result);
    }

    private sealed class SendOperation(SocketConnection connection) : SocketAsyncEventArgs(true)
    {
        public int Result => SocketError == SocketError.Success ? BytesTransferred : -1;

        protected override void OnCompleted(SocketAsyncEventArgs e)
        {
            if (LastOperation != SocketAsyncOperation.Connect)
            {
                connection.OnSent(Result);
                return;
            }
            connection.SetConnected(SocketError);
            connection.Notify();
        }
    }
}
