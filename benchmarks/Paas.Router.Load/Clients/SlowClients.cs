using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Paas.Load.Configuration;
using Paas.Load.Servers;

namespace Paas.Load.Clients;

/// <summary>
/// Slowloris: many connections that begin a request and never finish it, each sending a byte of a header every ten seconds,
/// and coming back when it is closed. Says at a line of input how many are open.
/// </summary>
internal static class SlowClients
{
    private const int Slices = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10) / Slices;

    public static int Run(Arguments arguments)
    {
        var port = arguments.GetNumber("--port");
        var sockets = new Socket[arguments.GetNumber("--connections")];
        for (var i = 0; i < sockets.Length; i++)
            sockets[i] = Open(port);
        Say(ParentProcess.Ready);
        new Thread(() => Drip(sockets, port)) { IsBackground = true }.Start();
        while (Console.In.ReadLine() is not null)
        {
            lock (sockets)
                Say(sockets.Count(socket => !socket.Poll(0, SelectMode.SelectRead)).ToString(CultureInfo.InvariantCulture));
        }
        return 0;
    }

    private static void Drip(Socket[] sockets, int port)
    {
        for (var slice = 0; ; slice = (slice + 1) % Slices)
        {
            lock (sockets)
            {
                for (var i = slice; i < sockets.Length; i += Slices)
                {
                    if (TrySend(sockets[i], "x"u8))
                        continue;
                    sockets[i].Dispose();
                    sockets[i] = Open(port);
                }
            }
            Thread.Sleep(Pause);
        }
    }

    private static Socket Open(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
        TrySend(socket, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "u8);
        return socket;
    }

    private static bool TrySend(Socket socket, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return !socket.Poll(0, SelectMode.SelectRead) && socket.Send(bytes) == bytes.Length;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
