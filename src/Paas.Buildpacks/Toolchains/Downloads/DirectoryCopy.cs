namespace Paas.Toolchains.Downloads;

/// <summary>Copies a directory as it is: modes and links. Where the file system can, the copies share their blocks.</summary>
internal static class DirectoryCopy
{
    public static void Copy(string from, string to, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(to);
        foreach (var entry in new DirectoryInfo(from).EnumerateFileSystemInfos())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var target = Path.Combine(to, entry.Name);
            if (entry.LinkTarget is { } link)
                File.CreateSymbolicLink(target, link);
            else if (entry is DirectoryInfo)
                Copy(entry.FullName, target, cancellationToken);
            else
                File.Copy(entry.FullName, target, overwrite: true);
        }
    }
}
