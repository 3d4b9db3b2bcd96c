using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Paas.Slugs;

/// <summary>Tells files from pipes, sockets and devices, without opening them.</summary>
internal static unsafe partial class FileKind
{
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const uint WantType = 1;
    private const int ModeOffset = 28;
    private const int KindMask = 0xF000;
    private const int RegularFile = 0x8000;

    /// <summary>Whether something is neither file nor directory nor link. Where the system does not tell, it is not.</summary>
    public static bool IsSpecial(string path)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        // Its layout is the same on all processors, unlike that of stat(2).
        var status = stackalloc byte[256];
        return Status(CurrentDirectory, path, NoFollow, WantType, status) == 0
            && (BinaryPrimitives.ReadUInt16LittleEndian(new ReadOnlySpan<byte>(status + ModeOffset, 2)) & KindMask) != RegularFile;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int directory, string path, int flags, uint mask, byte* status);
}
