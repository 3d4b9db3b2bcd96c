using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Paas.Slugs;

/// <summary>Owner of files on a Unix system.</summary>
/// <param name="User">Number of the user.</param>
/// <param name="Group">Number of the group.</param>
internal readonly partial record struct FileOwner(int User, int Group)
{
    /// <summary>Gives a file, a directory or a link itself to this owner; a link is not followed.</summary>
    /// <exception cref="UnauthorizedAccessException">Only root may do this.</exception>
    [UnsupportedOSPlatform("windows")]
    public void Take(string path)
    {
        if (ChangeOwner(path, User, Group) != 0)
            throw new UnauthorizedAccessException($"'{path}' cannot be given to user {User}: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    /// <summary>Gives what a descriptor is open for, such as a pipe, to this owner.</summary>
    /// <exception cref="UnauthorizedAccessException">Only root may do this.</exception>
    [UnsupportedOSPlatform("windows")]
    public void Take(SafeHandle handle)
    {
        if (ChangeOwner(handle, User, Group) != 0)
            throw new UnauthorizedAccessException($"A pipe cannot be given to user {User}: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int ChangeOwner(SafeHandle handle, int user, int group);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, int user, int group);
}
