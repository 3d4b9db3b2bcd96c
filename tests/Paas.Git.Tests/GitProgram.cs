using System.Runtime.CompilerServices;

namespace Paas.Git.Tests;

/// <summary>
/// The real git, by its absolute path. The test process itself has no git on its PATH, so that every test here shows that
/// the server needs none.
/// </summary>
internal static class GitProgram
{
    public static string Path { get; private set; } = "";

    public static string SearchPath { get; } = Environment.GetEnvironmentVariable("PATH") ?? "";

    [ModuleInitializer]
    internal static void HideFromTheServer()
    {
        Path = SearchPath.Split(System.IO.Path.PathSeparator).Select(static directory => System.IO.Path.Combine(directory, "git")).First(File.Exists);
        Environment.SetEnvironmentVariable("PATH", "/nonexistent");
    }
}
