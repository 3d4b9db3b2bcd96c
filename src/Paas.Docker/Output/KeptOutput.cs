using System.Globalization;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;
using Paas.Dynos.Local;

namespace Paas.Docker.Output;

/// <summary>Reads what the daemon kept of a container's output.</summary>
internal static class KeptOutput
{
    // "2006-01-02T15:04:05.000000000Z " stands before each piece of output that the daemon read at a time,
    private const int StampLength = 31;

    // which is a line, or 16 KiB of a longer one.
    private const int PieceLength = 16 * 1024;

    /// <summary>Lines from a time on.</summary>
    public static async Task<List<KeptLine>> ReadAsync(IDockerClient client, string container, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var parameters = new ContainerLogsParameters { ShowStdout = true, ShowStderr = true, Timestamps = true, Since = Format(since) };
        using var stream = await client.Containers.GetContainerLogsAsync(container, parameters, cancellationToken);
        using var output = new MemoryStream();
        // What is kept is bounded by DockerOptions.KeptOutput.
        await stream.CopyOutputToAsync(Stream.Null, output, output, cancellationToken);
        return Parse(output.GetBuffer().AsSpan(0, (int)output.Length));
    }

    /// <summary>Takes the times out of the text and the lines apart.</summary>
    public static List<KeptLine> Parse(ReadOnlySpan<byte> output)
    {
        var lines = new List<KeptLine>();
        var splitter = new LineSplitter();
        DateTimeOffset time = default;
        while (output.Length >= StampLength && TryParseStamp(output[..StampLength], out time))
        {
            output = output[StampLength..];
            var newline = output[..Math.Min(output.Length, PieceLength + 1)].IndexOf((byte)'\n');
            var length = newline >= 0 ? newline + 1 : Math.Min(output.Length, PieceLength);
            Add(splitter, output[..length], time, lines);
            output = output[length..];
        }

        while (splitter.TryTakeRest(out var rest))
            lines.Add(new KeptLine(time, rest));
        return lines;
    }

    private static void Add(LineSplitter splitter, ReadOnlySpan<byte> bytes, DateTimeOffset time, List<KeptLine> lines)
    {
        while (!bytes.IsEmpty)
        {
            var free = splitter.Free.Span;
            var count = Math.Min(free.Length, bytes.Length);
            bytes[..count].CopyTo(free);
            splitter.Add(count);
            bytes = bytes[count..];
            while (splitter.TryTake(out var line))
                lines.Add(new KeptLine(time, line));
        }
    }

    private static bool TryParseStamp(ReadOnlySpan<byte> bytes, out DateTimeOffset time)
    {
        // Seven of the nine digits are what .NET can hold.
        var text = Encoding.ASCII.GetString(bytes);
        time = default;
        return text[^1] == ' ' && DateTimeOffset.TryParseExact(
            text[..27] + "Z", "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }

    private static string Format(DateTimeOffset time)
    {
        var ticks = Math.Max(0, (time - DateTimeOffset.UnixEpoch).Ticks);
        return string.Create(CultureInfo.InvariantCulture, $"{ticks / TimeSpan.TicksPerSecond}.{ticks % TimeSpan.TicksPerSecond * 100:000000000}");
    }
}
