using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Paas.Dynos.Local;

/// <summary>Processes from Linux's /proc. Source: proc(5).</summary>
internal sealed class ProcfsTable : ProcessTable
{
    private const int MostEnvironment = 1024 * 1024;

    public override string BootId { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    public override IReadOnlyList<ProcessEntry> Snapshot()
    {
        var entries = new List<ProcessEntry>(256);
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(directory.AsSpan("/proc/".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && Find(pid) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    public override ProcessEntry? Find(int pid)
    {
        Span<byte> stat = stackalloc byte[1024];
        try
        {
            using var file = File.OpenHandle($"/proc/{pid}/stat", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return Parse(stat[..RandomAccess.Read(file, stat, 0)]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile.
            return null;
        }
    }

    /// <summary>Parses <c>pid (comm) state ppid pgrp session … starttime …</c>; comm may hold anything, parentheses too.</summary>
    public static ProcessEntry? Parse(ReadOnlySpan<byte> stat)
    {
        var close = stat.LastIndexOf((byte)')');
        if (close < 0 || !Utf8Parser.TryParse(stat, out int pid, out _))
            return null;
        int parent = 0, group = 0, session = 0, field = 3;
        byte state = 0;
        foreach (var range in stat[(close + 2)..].Split((byte)' '))
        {
            var text = stat[(close + 2)..][range];
            switch (field++)
            {
                case 3 when text.Length > 0:
                    state = text[0];
                    break;
                case 4:
                    _ = Utf8Parser.TryParse(text, out parent, out _);
                    break;
                case 5:
                    _ = Utf8Parser.TryParse(text, out group, out _);
                    break;
                case 6:
                    _ = Utf8Parser.TryParse(text, out session, out _);
                    break;
                case 22:
                    return Utf8Parser.TryParse(text, out long start, out _)
                        ? new ProcessEntry(pid, parent, group, session, start, state is (byte)'Z' or (byte)'X')
                        : null;
            }
        }

        return null;
    }

    public override bool HasEnvironment(int pid, string entry)
    {
        var all = EnvironmentOf(pid).AsSpan();
        var wanted = Encoding.UTF8.GetBytes(entry + '\0');
        return all.StartsWith(wanted) || all.IndexOf((byte[])[0, .. wanted]) >= 0;
    }

    public override IReadOnlyList<string> ReadEnvironment(int pid) =>
        Encoding.UTF8.GetString(EnvironmentOf(pid)).Split('\0', StringSplitOptions.RemoveEmptyEntries);

    private static byte[] EnvironmentOf(int pid)
    {
        try
        {
            using var file = new FileStream($"/proc/{pid}/environ", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            using var environment = new MemoryStream();
            var buffer = new byte[16 * 1024];
            int count;
            while (environment.Length < MostEnvironment && (count = file.Read(buffer)) > 0)
                environment.Write(buffer, 0, count);
            return environment.ToArray();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or belongs to another user and so to no dyno.
            return [];
        }
    }
}
