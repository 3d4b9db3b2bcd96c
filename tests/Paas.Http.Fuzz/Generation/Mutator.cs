namespace Paas.Fuzzing.Generation;

/// <summary>Damages a message the way attackers and broken peers do: bytes, lines, numbers, cuts, copies.</summary>
internal sealed class Mutator(Random random)
{
    private static readonly byte[] Alphabet = "\r\n\t :\0,;=\"aZ09/#\\_-\u007f\u0085\u00a0\u00ff HTTP/1.1"u8.ToArray();

    private static readonly byte[][] Pieces =
    [
        "\r\n"u8.ToArray(), "\n"u8.ToArray(), "\r"u8.ToArray(), "\r\n\r\n"u8.ToArray(), "\n\n"u8.ToArray(), "\r\n "u8.ToArray(), "\0"u8.ToArray(),
        "0\r\n\r\n"u8.ToArray(), "Content-Length: 5\r\n"u8.ToArray(), "Transfer-Encoding: chunked\r\n"u8.ToArray(), "Host: b.test\r\n"u8.ToArray(),
        "Connection: close\r\n"u8.ToArray(), " chunked"u8.ToArray(), ", "u8.ToArray(), "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"u8.ToArray(),
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), ";x=y"u8.ToArray(), "fffffffffffffff"u8.ToArray(), "+"u8.ToArray(), "0x"u8.ToArray(),
    ];

    /// <summary>Returns the input with up to <paramref name="most"/> changes, possibly none.</summary>
    public byte[] Mutate(byte[] input, int most)
    {
        var bytes = new List<byte>(input);
        for (var i = random.Next(most + 1); i > 0 && bytes.Count > 0; i--)
            MutateOnce(bytes);
        return [.. bytes];
    }

    private void MutateOnce(List<byte> bytes)
    {
        var at = random.Next(bytes.Count);
        switch (random.Next(12))
        {
            case 0:
                bytes[at] = Alphabet[random.Next(Alphabet.Length)];
                break;
            case 1:
                bytes.Insert(at, Alphabet[random.Next(Alphabet.Length)]);
                break;
            case 2:
                bytes.RemoveAt(at);
                break;
            case 3:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 4:
                bytes[at] = (byte)random.Next(256);
                break;
            case 5:
                bytes.InsertRange(at, Pieces[random.Next(Pieces.Length)]);
                break;
            case 6:
                var copied = bytes.GetRange(at, Math.Min(random.Next(60), bytes.Count - at));
                bytes.InsertRange(random.Next(bytes.Count), copied);
                break;
            case 7:
                bytes.RemoveRange(at, Math.Min(random.Next(40), bytes.Count - at));
                break;
            case 8:
                bytes.InsertRange(at, Enumerable.Repeat((byte)'a', random.Next(random.Next(20) == 0 ? 9000 : 90)));
                break;
            case 9 when random.Next(4) == 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 10:
                RepeatLine(bytes, at);
                break;
            default:
                ChangeDigit(bytes, at);
                break;
        }
    }

    private void RepeatLine(List<byte> bytes, int at)
    {
        var start = at == 0 ? 0 : bytes.LastIndexOf((byte)'\n', at - 1) + 1;
        var end = bytes.IndexOf((byte)'\n', at) + 1;
        if (end > start)
            bytes.InsertRange(random.Next(2) == 0 ? start : end, bytes.GetRange(start, end - start));
    }

    private void ChangeDigit(List<byte> bytes, int at)
    {
        for (var i = at; i < bytes.Count; i++)
        {
            if (bytes[i] is < (byte)'0' or > (byte)'9')
                continue;
            bytes[i] = (byte)('0' + random.Next(10));
            return;
        }
    }
}
