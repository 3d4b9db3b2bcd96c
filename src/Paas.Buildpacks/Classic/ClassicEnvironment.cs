namespace Paas.Classic;

/// <summary>The directory of config vars, a file each with exactly the value.</summary>
internal static class ClassicEnvironment
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static string Write(BuildContext context, string directory)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(directory);
        else
            Directory.CreateDirectory(directory, Owner);
        foreach (var (name, value) in context.ConfigVars)
            File.WriteAllText(Path.Combine(directory, name), value);
        return directory;
    }
}
