using System.Security.Cryptography;

namespace Paas.Builds;

/// <summary>A directory of its own for a test, gone at the end.</summary>
public sealed class TestDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("paas-buildpacks-").FullName;

    public TestDirectory With(string relativePath, string text = "")
    {
        var path = PathOf(relativePath);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    /// <summary>Adds an executable bash script.</summary>
    public TestDirectory WithProgram(string relativePath, string script)
    {
        With(relativePath, "#!/usr/bin/env bash\n" + script + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(PathOf(relativePath), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return this;
    }

    public TestDirectory WithDirectory(string relativePath)
    {
        Directory.CreateDirectory(PathOf(relativePath));
        return this;
    }

    /// <summary>Copies an app of <c>samples/apps</c>.</summary>
    public TestDirectory WithSample(string name)
    {
        var source = System.IO.Path.Combine(AppContext.BaseDirectory, "apps", name);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var path = System.IO.Path.GetRelativePath(source, file);
            With(path);
            File.Copy(file, PathOf(path), overwrite: true);
        }

        return this;
    }

    public string PathOf(string relativePath) => System.IO.Path.Combine(Path, relativePath);

    public string Read(string relativePath) => File.ReadAllText(PathOf(relativePath));

    public bool Has(string relativePath) => File.Exists(PathOf(relativePath)) || Directory.Exists(PathOf(relativePath));

    /// <summary>Each file below a directory with the digest of its content.</summary>
    public IEnumerable<string> Digests(string relativePath) =>
        [.. Directory.EnumerateFiles(PathOf(relativePath), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => $"{System.IO.Path.GetRelativePath(Path, path)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}")];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
