using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace Paas.Dynos.Local;

/// <summary>Listening TCP sockets from /proc/net. Source: proc(5), proc_net_tcp in the kernel's documentation.</summary>
internal static class TcpListeners
{
    private const string Listen = "0A";
    private const string SynReceived = "03";

    /// <summary>Sockets by their inode.</summary>
    /// <param name="process">A process whose network is looked at: its pid, or <c>self</c>.</param>
    public static Dictionary<long, IPEndPoint> Read(string process = "self")
    {
        var listeners = new Dictionary<long, IPEndPoint>();
        foreach (var file in (string[])[$"/proc/{process}/net/tcp", $"/proc/{process}/net/tcp6"])
        {
            if (!File.Exists(file))
                continue;
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0));
            Parse(reader, listeners);
        }

        return listeners;
    }

    /// <summary>Parses lines such as <c>0: 0100007F:1F90 00000000:0000 0A … inode …</c>.</summary>
    public static void Parse(TextReader reader, Dictionary<long, IPEndPoint> listeners)
    {
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split(' ', 11, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 10)
                continue;
            // The kernel lists those that listen first; a busy router has many thousand others.
            if (fields[3] is not (Listen or SynReceived))
                return;
            if (fields[3] == Listen && TryParseEndPoint(fields[1], out var endPoint)
                && long.TryParse(fields[9], NumberStyles.None, CultureInfo.InvariantCulture, out var inode))
            {
                listeners[inode] = endPoint;
            }
        }
    }

    private static bool TryParseEndPoint(string text, out IPEndPoint endPoint)
    {
        endPoint = new IPEndPoint(IPAddress.None, 0);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon is not (8 or 32) || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var port))
            return false;
        // Words of 32 bits in the machine's order, each holding four bytes in network order.
        Span<byte> address = stackalloc byte[colon / 2];
        for (var i = 0; i < colon; i += 8)
        {
            if (!uint.TryParse(text.AsSpan(i, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var word))
                return false;
            if (BitConverter.IsLittleEndian)
                BinaryPrimitives.WriteUInt32LittleEndian(address[(i / 2)..], word);
            else
                BinaryPrimitives.WriteUInt32BigEndian(address[(i / 2)..], word);
        }

        endPoint = new IPEndPoint(new IPAddress(address), port);
        return true;
    }
}
