using System.Runtime.InteropServices;

namespace Paas.Files;

/// <summary>A second tree of the same files: hard links where there can be some, else copies. Symbolic links are made again as they are.</summary>
internal static partial class TreeLinks
{
    /// <param name="source">A directory in which nobody works.</param>
    /// <param name="target">One that is not there.</param>
    public static void Create(string source, string target)
    {
        Directory.CreateDirectory(target);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(target, File.GetUnixFileMode(source));
        foreach (var entry in new DirectoryInfo(source).EnumerateFileSystemInfos())
        {
            var path = Path.Combine(target, entry.Name);
            if (entry.LinkTarget is { } link)
                File.CreateSymbolicLink(path, link);
            else if (entry is DirectoryInfo)
                Create(entry.FullName, path);
            else if (OperatingSystem.IsWindows() || Link(entry.FullName, path) != 0)
                File.Copy(entry.FullName, path);
        }
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);
}
