namespace Paas.Git.Objects;

/// <summary>Modes of tree entries.</summary>
internal static class EntryMode
{
    public const int Directory = 0x4000; // 040000
    public const int File = 0x81a4; // 100644
    public const int GroupWritableFile = 0x81b4; // 100664, written by old gits
    public const int Executable = 0x81ed; // 100755
    public const int SymbolicLink = 0xa000; // 120000
    public const int Submodule = 0xe000; // 160000

    public static bool IsKnown(int mode) => mode is Directory or File or GroupWritableFile or Executable or SymbolicLink or Submodule;
}
