using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Paas.Dynos.Local;

/// <summary>The system calls by which the host mounts. Source: mount(2), umount2(2), open_tree(2), mount_setattr(2), move_mount(2).</summary>
internal static unsafe partial class MountCalls
{
    private const string Library = "libc";

    // The same on all processors.
    private const long OpenTree = 428;
    private const long MoveMount = 429;
    private const long SetAttributes = 442;

    private const int CurrentDirectory = -100;
    private const uint CloneTree = 1 | 0x80000;
    private const uint EmptyPath = 0x1000;
    private const ulong IdMap = 0x00100000;
    private const uint MoveEmptySource = 4;
    private const int DetachNoFollow = 2 | 8;

    /// <summary>Mounts an overlay.</summary>
    public static bool TryMountOverlay(string target, string options) => Mount("overlay", target, "overlay", 0, options) == 0;

    /// <summary>Takes off what is mounted at a path, whoever still uses it; where nothing is mounted nothing happens.</summary>
    public static void Unmount(string path)
    {
        if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess)
            _ = Unmount(path, DetachNoFollow);
    }

    /// <summary>Mounts a directory a second time, with the owners of its files mapped as in a user namespace.</summary>
    public static bool TryMountMapped(string source, string target, SafeFileHandle userNamespace)
    {
        var tree = (int)Call(OpenTree, CurrentDirectory, source, CloneTree, 0, 0);
        if (tree < 0)
            return false;
        try
        {
            var attributes = stackalloc ulong[4] { IdMap, 0, 0, (ulong)userNamespace.DangerousGetHandle() };
            return Call(SetAttributes, tree, "", EmptyPath, (nint)attributes, 4 * sizeof(ulong)) == 0
                && CallMove(MoveMount, tree, "", CurrentDirectory, target, MoveEmptySource) == 0;
        }
        finally
        {
            _ = Libc.Close(tree);
        }
    }

    [LibraryImport(Library, EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string type, nuint flags, string options);

    [LibraryImport(Library, EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long Call(long number, long descriptor, string path, ulong flags, nint data, ulong size);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long CallMove(long number, long descriptor, string path, long target, string targetPath, ulong flags);
}
