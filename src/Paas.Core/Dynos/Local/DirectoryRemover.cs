using System.Diagnostics;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;

namespace Paas.Dynos.Local;

/// <summary>Removes a dyno's directory, whatever the app made in it.</summary>
[UnsupportedOSPlatform("windows")]
internal static class DirectoryRemover
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static void Remove(string path, ILogger log)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody else removed it.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            RemoveStubborn(path, exception, log);
        }
    }

    private static void RemoveStubborn(string path, Exception cause, ILogger log)
    {
        try
        {
            MakeWritable(new DirectoryInfo(path));
            // rm also removes names that are not UTF-8, which .NET cannot express.
            var start = new ProcessStartInfo("/bin/rm", ["-rf", "--", path]) { RedirectStandardError = true };
            using var remove = Process.Start(start);
            remove?.StandardError.ReadToEnd();
            remove?.WaitForExit();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            cause = exception;
        }

        if (Directory.Exists(path))
            Log.CannotRemove(log, path, cause);
    }

    private static void MakeWritable(DirectoryInfo directory)
    {
        directory.UnixFileMode |= Owner;
        foreach (var child in directory.EnumerateDirectories())
        {
            if (child.LinkTarget is null)
                MakeWritable(child);
        }
    }
}
