using System.Globalization;
using System.Text;

namespace Paas.Dynos.Local;

/// <summary>Reads and writes the small files of a control group.</summary>
internal static class ControlFiles
{
    /// <summary>Writes a value at once, as the kernel wants it.</summary>
    /// <exception cref="IOException">The kernel refuses it.</exception>
    public static void Write(string directory, string file, string value)
    {
        // Not through a stream: that would lock and truncate.
        using var handle = File.OpenHandle(Path.Combine(directory, file), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(handle, Encoding.ASCII.GetBytes(value), 0);
    }

    /// <summary>Writes a value where the file is there.</summary>
    public static bool TryWrite(string directory, string file, string value)
    {
        if (!File.Exists(Path.Combine(directory, file)))
            return false;
        try
        {
            Write(directory, file, value);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The lines of a file; none when it is gone.</summary>
    public static string[] Read(string directory, string file)
    {
        try
        {
            return File.ReadAllLines(Path.Combine(directory, file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>A number that stands alone, or behind a key; 0 when there is none.</summary>
    public static long Number(string[] lines, string? key = null)
    {
        foreach (var line in lines)
        {
            var value = line.AsSpan();
            if (key is not null)
            {
                if (!line.StartsWith(key, StringComparison.Ordinal) || line.Length <= key.Length || line[key.Length] != ' ')
                    continue;
                value = value[(key.Length + 1)..];
            }

            if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return number;
        }

        return 0;
    }
}
