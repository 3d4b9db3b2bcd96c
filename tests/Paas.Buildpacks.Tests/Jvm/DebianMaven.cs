using Paas.Builds;

[assembly: AssemblyFixture(typeof(Paas.Jvm.DebianMaven))]

namespace Paas.Jvm;

/// <summary>A Maven repository made from the Debian packages of this machine, which works without a network: once, for the first test that needs it.</summary>
public sealed class DebianMaven : IAsyncDisposable
{
    private const string Debian = "/usr/share/maven-repo";

    private readonly Lazy<Task<TestDirectory>> _repository = new(MakeAsync);
    private string? _path;

    /// <summary>Options for JVMs that live for seconds: half the work.</summary>
    public const string ShortLived = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    /// <summary>The settings file that makes it the mirror of all repositories.</summary>
    public string Settings => Path.Combine(Directory, "settings.xml");

    public string Url => $"file://{Directory}";

    private string Directory => _path ?? throw new InvalidOperationException("Call RequireAsync first.");

    /// <summary>Skips the test on a machine without one of the artifacts (<c>org/eclipse/jetty/jetty-server</c>), which come with Debian packages, or programs.</summary>
    public async Task RequireAsync(string[] artifacts, params string[] programs)
    {
        foreach (var program in (string[])["javac", .. programs])
            Bash.Require(program);
        foreach (var artifact in artifacts)
            Assert.SkipUnless(System.IO.Directory.Exists(Path.Combine(Debian, artifact)), $"No Debian package with '{artifact}' is installed on this machine.");
        Assert.SkipUnless(System.IO.Directory.Exists(Debian), "No Debian package with a Java library is installed on this machine.");
        _path = (await _repository.Value).Path;
    }

    public async ValueTask DisposeAsync()
    {
        if (_repository.IsValueCreated)
            (await _repository.Value).Dispose();
    }

    private static async Task<TestDirectory> MakeAsync()
    {
        var directory = new TestDirectory();
        var script = Path.Combine(AppContext.BaseDirectory, "Jvm", "debian_maven.sh");
        var output = new TestOutput();
        using var process = Bash.Start($"bash '{script}' '{directory.Path}'", Path.GetTempPath(), Bash.Environment(Path.GetTempPath()), output.Line);
        await process.WaitForExitAsync(CancellationToken.None);
        Assert.True(process.ExitCode == 0, output.Text);
        return directory;
    }
}
