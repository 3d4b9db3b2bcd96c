using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Paas.Docker.Output;

/// <summary>What the daemon kept of a container's output.</summary>
/// <param name="Content">The bytes.</param>
/// <param name="Lines">Its lines.</param>
internal sealed record KeptOutput(ReadOnlyMemory<byte> Content, ImmutableArray<KeptLine> Lines)
{
    // "2006-01-02T15:04:05.000000000Z " stands before each piece of output that the daemon read at a time,
    private const int StampLength = 31;

    // which is a line, or 16 KiB of a longer one.
    private const int PieceLength = 16 * 1024;

    /// <summary>Reads what was written from a time on.</summary>
    public static async Task<KeptOutput> ReadAsync(IDockerClient client, string container, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var parameters = new ContainerLogsParameters { ShowStdout = true, ShowStderr = true, Timestamps = true, Since = Format(since) };
        using var stream = await client.Containers.GetContainerLogsAsync(container, parameters, cancellationToken);
        using var output = new MemoryStream();
        // What is kept is bounded by DockerOptions.KeptOutput.
        await stream.CopyOutputToAsync(Stream.Null, output, output, cancellationToken);
        return Parse(output.GetBuffer().AsSpan(0, (int)output.Length));
    }

    /// <summary>Takes the times out of the text and the lines apart.</summary>
    public static KeptOutput Parse(ReadOnlySpan<byte> output)
    {
        var content = new byte[output.Length];
        var lines = ImmutableArray.CreateBuilder<KeptLine>();
        var (end, start) = (0, 0);
        while (output.Length >= StampLength && TryParseStamp(output[..StampLength], out var time))
        {
            output = output[StampLength..];
            var newline = output[..Math.Min(output.Length, PieceLength + 1)].IndexOf((byte)'\n');
            var length = newline >= 0 ? newline + 1 : Math.Min(output.Length, PieceLength);
            output[..length].CopyTo(content.AsSpan(end));
            end += length;
            output = output[length..];
            if (newline < 0 && !output.IsEmpty)
                continue;
            lines.Add(new KeptLine(time, TextOf(content.AsSpan(start..end)), end));
            start = end;
        }

        return new KeptOutput(content.AsMemory(0, end), lines.ToImmutable());
    }

    /// <summary>Where a line begins, also the one after the last.</summary>
    public int StartOf(int line) => line == 0 ? 0 : Lines[line - 1].End;

    /// <summary>Where what was written from a time on begins.</summary>
    public int StartOf(DateTimeOffset time)
    {
        var line = 0;
        while (line < Lines.Length && Lines[line].Time < time)
            line++;
        return StartOf(line);
    }

    private static string TextOf(ReadOnlySpan<byte> line)
    {
        if (line.EndsWith("\n"u8))
            line = line[..^1];
        return Encoding.UTF8.GetString(line.EndsWith("\r"u8) ? line[..^1] : line);
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
