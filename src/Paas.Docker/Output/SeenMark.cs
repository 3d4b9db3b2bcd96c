using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Paas.Docker.Output;

/// <summary>Up to where a dyno's output arrived.</summary>
/// <param name="Time">When the last of it arrived; the Unix epoch when nothing has.</param>
/// <param name="Last">Marks of the last lines, oldest first.</param>
internal sealed record SeenMark(DateTimeOffset Time, ImmutableArray<ulong> Last)
{
    /// <summary>How many lines are marked: enough to find them again among lines that are much alike.</summary>
    public const int Lines = 8;

    public static SeenMark Read(ReadOnlySpan<byte> bytes)
    {
        var ticks = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        var time = ticks is > 0 and < 3_155_378_975_999_999_999 ? new DateTimeOffset(ticks, TimeSpan.Zero) : DateTimeOffset.UnixEpoch;
        var last = ImmutableArray.CreateBuilder<ulong>(Lines);
        for (var i = 0; i < Lines; i++)
        {
            if (BinaryPrimitives.ReadUInt64LittleEndian(bytes[(8 + (8 * i))..]) is not 0 and var mark)
                last.Add(mark);
        }

        return new SeenMark(time, last.ToImmutable());
    }

    /// <param name="bytes">Where to.</param>
    /// <param name="time">Now.</param>
    /// <param name="ring">Last lines, null where there were none.</param>
    /// <param name="oldest">Place of the oldest.</param>
    public static void Write(Span<byte> bytes, DateTimeOffset time, string?[] ring, int oldest)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes, time.UtcTicks);
        for (var i = 0; i < Lines; i++)
        {
            var mark = ring[(oldest + i) % Lines] is { } line ? Of(line) : 0;
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[(8 + (8 * i))..], mark);
        }
    }

    /// <summary>FNV-1a, never 0: the same in every process, unlike the hash code of strings.</summary>
    public static ulong Of(string line)
    {
        var hash = 14_695_981_039_346_656_037;
        foreach (var c in line)
            hash = (hash ^ c) * 1_099_511_628_211;
        return hash == 0 ? 1 : hash;
    }
}
