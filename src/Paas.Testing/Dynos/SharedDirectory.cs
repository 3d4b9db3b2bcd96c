namespace Paas.Testing;

/// <summary>A directory by which a test and a dyno tell each other something while no driver is there.</summary>
internal sealed class SharedDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("paas-conformance-").FullName;

    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Shell line that waits for a file.</summary>
    public string WaitFor(string name) => $"while [ ! -e {PathOf(name)} ]; do sleep 0.02; done";

    public void Make(string name) => File.WriteAllText(PathOf(name), "");

    public bool Has(string name) => File.Exists(PathOf(name));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
