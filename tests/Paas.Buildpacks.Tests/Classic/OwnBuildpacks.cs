using Paas.Builds;

namespace Paas.Classic;

/// <summary>The classic buildpacks of the tests, which lie beside the program.</summary>
internal static class OwnBuildpacks
{
    public static string PathOf(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "classic", name);
        foreach (var program in Directory.EnumerateFiles(Path.Combine(path, "bin")))
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }

        return path;
    }

    /// <summary>Source that the first of them fits.</summary>
    public static TestDirectory WithContract(this TestDirectory source) => source.With("contract.txt", "signed\n");
}
