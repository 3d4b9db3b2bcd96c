using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Paas.Slugs;

/// <summary>Makes the names in a directory survive a power failure: a rename is durable only after an fsync of its directory.</summary>
internal static partial class DirectorySync
{
    public static void Flush(string directory)
    {
        // Windows offers no such call; NTFS journals its names.
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Open(directory, 0);
        if (descriptor < 0)
            throw Failure(directory);
        try
        {
            if (Fsync(descriptor) != 0 && Marshal.GetLastPInvokeError() != InvalidArgument)
                throw Failure(directory);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    // Some network file systems refuse fsync on directories with EINVAL; there is nothing better to do there.
    private const int InvalidArgument = 22;

    private static IOException Failure(string directory) =>
        new($"fsync of '{directory}': {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
