using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Paas.Git.Objects;

/// <summary>
/// The few libgit2 functions that LibGit2Sharp ships but does not expose: the streaming pack indexer and raw objects.
/// The library is the one that LibGit2Sharp itself has loaded.
/// </summary>
internal static unsafe partial class NativeGit
{
    public const int NotFound = -3;
    private const string Library = "git2";

    static NativeGit()
    {
        NativeLibrary.SetDllImportResolver(typeof(NativeGit).Assembly, static (name, assembly, _) =>
            name == Library ? NativeLibrary.Load(LibraryName(), typeof(LibGit2Sharp.Repository).Assembly, null) : 0);
        // LibGit2Sharp initialises libgit2 when it is first used; the count is kept by libgit2, so once more does no harm.
        Check(Initialize(), "initialise libgit2");
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct IndexerProgress
    {
        public uint TotalObjects;
        public uint IndexedObjects;
        public uint ReceivedObjects;
        public uint LocalObjects;
        public uint TotalDeltas;
        public uint IndexedDeltas;
        public nuint ReceivedBytes;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct IndexerOptions
    {
        public uint Version;
        public delegate* unmanaged[Cdecl]<IndexerProgress*, void*, int> Progress;
        public void* Payload;
        public byte Verify;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Error
    {
        public byte* Message;
        public int Class;
    }

    [LibraryImport(Library, EntryPoint = "git_odb_open", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenDatabase(out nint database, string objectsDirectory);

    [LibraryImport(Library, EntryPoint = "git_odb_free")]
    public static partial void FreeDatabase(nint database);

    [LibraryImport(Library, EntryPoint = "git_odb_exists")]
    public static partial int Exists(nint database, in Oid id);

    [LibraryImport(Library, EntryPoint = "git_odb_read_header")]
    public static partial int ReadHeader(out nuint size, out ObjectType type, nint database, in Oid id);

    [LibraryImport(Library, EntryPoint = "git_odb_read")]
    public static partial int Read(out nint rawObject, nint database, in Oid id);

    [LibraryImport(Library, EntryPoint = "git_odb_object_data")]
    public static partial byte* Data(nint rawObject);

    [LibraryImport(Library, EntryPoint = "git_odb_object_size")]
    public static partial nuint DataSize(nint rawObject);

    [LibraryImport(Library, EntryPoint = "git_odb_object_type")]
    public static partial ObjectType Type(nint rawObject);

    [LibraryImport(Library, EntryPoint = "git_odb_object_free")]
    public static partial void FreeObject(nint rawObject);

    [LibraryImport(Library, EntryPoint = "git_indexer_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int NewIndexer(out nint indexer, string directory, uint mode, nint database, in IndexerOptions options);

    [LibraryImport(Library, EntryPoint = "git_indexer_append")]
    public static partial int Append(nint indexer, byte* data, nuint size, ref IndexerProgress progress);

    [LibraryImport(Library, EntryPoint = "git_indexer_commit")]
    public static partial int Commit(nint indexer, ref IndexerProgress progress);

    [LibraryImport(Library, EntryPoint = "git_indexer_name")]
    public static partial byte* Name(nint indexer);

    [LibraryImport(Library, EntryPoint = "git_indexer_free")]
    public static partial void FreeIndexer(nint indexer);

    /// <summary>Throws what libgit2 said on this thread about a call that failed.</summary>
    public static void Check(int result, string action)
    {
        if (result >= 0)
            return;
        var error = LastError();
        var message = error is null || error->Message is null ? $"error {result}" : Marshal.PtrToStringUTF8((nint)error->Message);
        throw new GitDataException($"cannot {action}: {message}");
    }

    [LibraryImport(Library, EntryPoint = "git_libgit2_init")]
    private static partial int Initialize();

    [LibraryImport(Library, EntryPoint = "git_error_last")]
    private static partial Error* LastError();

    /// <summary>LibGit2Sharp's build carries the commit in the library's name, which only the assembly itself knows.</summary>
    private static string LibraryName()
    {
        RuntimeHelpers.RunClassConstructor(typeof(LibGit2Sharp.GlobalSettings).TypeHandle);
        var type = typeof(LibGit2Sharp.Repository).Assembly.GetType("LibGit2Sharp.Core.NativeDllName");
        return type?.GetField("Name", BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)?.GetRawConstantValue() as string
            ?? throw new InvalidOperationException("This version of LibGit2Sharp does not tell the name of its native library; Paas.Git works with 0.32.");
    }
}
