using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Paas.Load.Configuration;
using Paas.Load.Servers;

namespace Paas.Load.Clients;

/// <summary>
/// Opens many connections, makes one request on each and keeps them; says at a line of input how many of them
/// the other side has kept as well.
/// </summary>
internal static class IdleClients
{
    public static int Run(Arguments arguments)
    {
        var port = arguments.GetNumber("--port");
        var request = Encoding.ASCII.GetBytes($"GET {arguments.Get("--path")} HTTP/1.1\r\nHost: {arguments.Get("--host")}:{port}\r\n\r\n");
        var held = new List<Socket>();
        for (var i = 0; i < arguments.GetNumber("--connections"); i++)
        {
            if (TryOpen(port, request, arguments.GetNumber("--size")) is { } socket)
                held.Add(socket);
        }
        Say(ParentProcess.Ready);
        while (Console.In.ReadLine() is not null)
            Say(held.Count(socket => !socket.Poll(0, SelectMode.SelectRead)).ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    private static Socket? TryOpen(int port, byte[] request, int size)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            socket.Send(request);
            if (ReadResponse(socket, size))
                return socket;
        }
        catch (SocketException)
        {
            // Not held, and so counted.
        }
        socket.Dispose();
        return null;
    }

    private static bool ReadResponse(Socket socket, int size)
    {
        var buffer = new byte[size + 4096];
        var length = 0;
        while (true)
        {
            var count = socket.Receive(buffer.AsSpan(length));
            if (count == 0)
                return false;
            length += count;
            var body = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (body >= 0 && length == body + 4 + size)
                return buffer.AsSpan().StartsWith("HTTP/1.1 200 "u8);
        }
    }

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
