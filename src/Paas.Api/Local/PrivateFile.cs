namespace Paas.Api.Local;

/// <summary>Files that only the host's user may read, written aside and renamed.</summary>
internal static class PrivateFile
{
    public static void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var part = path + ".part";
        File.Delete(part);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(part, System.Text.Encoding.ASCII, options))
            writer.Write(content);
        File.Move(part, path, overwrite: true);
    }
}
