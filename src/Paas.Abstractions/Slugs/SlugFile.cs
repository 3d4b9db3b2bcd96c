namespace Paas;

/// <summary>A file, directory or link in a slug.</summary>
/// <param name="Path">Path below the app's directory, with <c>/</c>.</param>
/// <param name="Mode">As <c>ls -l</c> shows it: <c>-rw-r--r--</c>, <c>-rwxr-xr-x</c>, <c>drwxr-xr-x</c>, <c>lrwxrwxrwx</c>.</param>
/// <param name="Size">Bytes; of a directory in <see cref="SlugDetails.LargestDirectories"/> those of all files below it, else 0.</param>
public sealed record SlugFile(string Path, string Mode, long Size)
{
    /// <summary>Where a link leads.</summary>
    public string? LinkTarget { get; init; }
}
