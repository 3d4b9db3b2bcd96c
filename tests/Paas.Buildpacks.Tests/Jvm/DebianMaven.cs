using Paas.Builds;

namespace Paas.Jvm;

/// <summary>A Maven repository made from the Debian packages of this machine, which works without a network: for a class of tests.</summary>
public sealed class DebianMaven : IAsyncLifetime
{
    private const string Debian = "/usr/share/maven-repo";

    private TestDirectory? _directory;

    /// <summary>For a JVM that lives for seconds: half the work.</summary>
    public const string ShortLived = "-Xmx512m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    /// <summary>The settings file that makes it the mirror of all repositories.</summary>
    public string Settings => Directory.PathOf("settings.xml");

    public string Url => $"file://{Directory.Path}";

    private TestDirectory Directory => _directory ?? throw new InvalidOperationException("Call Require first.");

    public async ValueTask InitializeAsync()
    {
        if (!System.IO.Directory.Exists(Debian))
            return;

        _directory = new TestDirectory();
        var script = Path.Combine(AppContext.BaseDirectory, "Jvm", "debian_maven.sh");
        var output = new TestOutput();
        using var process = Bash.Start($"bash '{script}' '{_directory.Path}'", Path.GetTempPath(), Bash.Environment(Path.GetTempPath()), output.Line);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output.Text);
    }

    /// <summary>Skips the test on a machine without one of the artifacts (<c>org/eclipse/jetty/jetty-server</c>), which come with Debian packages, or programs.</summary>
    public static void Require(string[] artifacts, params string[] programs)
    {
        foreach (var program in (string[])["javac", .. programs])
            Bash.Require(program);
        foreach (var artifact in artifacts)
            Assert.SkipUnless(System.IO.Directory.Exists(Path.Combine(Debian, artifact)), $"No Debian package with '{artifact}' is installed on this machine.");
    }

    public ValueTask DisposeAsync()
    {
        _directory?.Dispose();
        return ValueTask.CompletedTask;
    }
}
