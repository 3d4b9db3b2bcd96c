using System.Net;
using System.Net.Sockets;

namespace Paas;

/// <summary>A connection over a TCP socket, straight on the socket's own completions: no stream, no pump, no task.</summary>
public sealed class SocketConnection : TcpConnection
{
    private readonly Socket _socket;
    private readonly ReceiveOperation _receive;
    private readonly SendOperation _send;
    private bool _isReset;

    /// <summary>Takes over a socket, connected or about to be by <see cref="Connect"/>.</summary>
    public SocketConnection(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        _socket = socket;
        _receive = new ReceiveOperation(this);
        _send = new SendOperation(this);
    }

    /// <summary>Creates an unconnected connection towards an address of this family.</summary>
    internal static SocketConnection Open(AddressFamily family) =>
        new(new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });

    /// <inheritdoc/>
    public override void Connect(EndPoint address)
    {
        _send.RemoteEndPoint = address;
        ConnectResult = SocketError.InProgress;
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

    private void SetConnected(SocketError error) => ConnectResult = error == SocketError.Success ? SocketError.IsConnected : error;

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
