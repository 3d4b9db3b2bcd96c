namespace Paas.Builds;

/// <summary>Copies a directory with its links as links and the modes of its files. On file systems that can, the content is shared.</summary>
internal static class TreeCopy
{
    public static void Copy(string source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var entry in new DirectoryInfo(source).EnumerateFileSystemInfos())
        {
            var place = Path.Combine(target, entry.Name);
            if (entry.LinkTarget is { } link)
                File.CreateSymbolicLink(place, link);
            else if (entry is DirectoryInfo)
                Copy(entry.FullName, place);
            else if (entry is FileInfo file)
                CopyFile(file, place);
        }
    }

    /// <summary>What has no length is made anew and never opened: a pipe, which looks like that, would be waited for.</summary>
    private static void CopyFile(FileInfo file, string place)
    {
        if (file.Length > 0)
        {
            file.CopyTo(place);
            return;
        }

        File.WriteAllBytes(place, []);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(place, file.UnixFileMode);
    }

    /// <summary>Removes a directory, if it is there.</summary>
    public static void Remove(string directory)
    {
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }
}
