using System.Runtime.InteropServices;

namespace Paas.State;

/// <summary>
/// Files that are either the old or the new one after a crash: written aside, flushed to disk, renamed, and the rename
/// itself flushed with the directory.
/// </summary>
internal static partial class DurableFile
{
    private const int InvalidArgument = 22;
    private static readonly int CloseOnExec = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The name under which a file is written before it takes its place.</summary>
    public static string AsideOf(string path) => path + ".new";

    /// <summary>Opens the aside file of a path, readable by its owner only; an unfinished one of an earlier run is replaced.</summary>
    public static FileStream CreateAside(string path)
    {
        var aside = AsideOf(path);
        File.Delete(aside);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(aside, options);
    }

    /// <summary>Writes a small file that only its owner may read.</summary>
    public static void WriteAllBytes(string path, ReadOnlySpan<byte> content)
    {
        using (var stream = CreateAside(path))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(AsideOf(path), path, overwrite: true);
        FlushDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Makes a directory, and the ones above it that are missing, so that a crash does not lose it.</summary>
    public static void CreateDirectory(string path)
    {
        if (Directory.Exists(path))
            return;
        var parent = Path.GetDirectoryName(path);
        if (parent is not null)
            CreateDirectory(parent);
        Directory.CreateDirectory(path);
        if (parent is not null)
            FlushDirectory(parent);
    }

    /// <summary>Makes new, renamed and deleted names in a directory durable. Windows does that by itself.</summary>
    public static void FlushDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            return;

        // File.OpenHandle refuses directories.
        var descriptor = Open(path, CloseOnExec);
        if (descriptor < 0)
            throw new IOException($"The directory {path} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}.");
        try
        {
            // Some network file systems cannot flush a directory (EINVAL) and write its names at once anyway.
            if (Flush(descriptor) < 0 && Marshal.GetLastPInvokeError() != InvalidArgument)
                throw new IOException($"The directory {path} cannot be flushed to disk: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
