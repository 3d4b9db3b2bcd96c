using Paas.Builds;
using Paas.Files;
using Paas.Toolchains;

namespace Paas.Jvm;

public sealed class JdkSetupTests : IDisposable
{
    private readonly TestDirectory _app = new();
    private readonly TestDirectory _machine = new();

    [Fact]
    public async Task Run_MachineHasTheVersion_RefersToIt()
    {
        AddJdk("11.0.8");
        _app.With("system.properties", "java.runtime.version=11");

        var (jdk, error, output) = await RunAsync();

        Assert.Null(error);
        Assert.Equal(("11.0.8", _machine.Path, false), (jdk!.Version, jdk.Home, jdk.InSlug));
        Assert.StartsWith($"{_machine.Path}/bin:", jdk.SearchPath, StringComparison.Ordinal);
        Assert.Equal(jdk.Home, jdk.Exports["JAVA_HOME"]);
        Assert.Equal("-----> Using OpenJDK 11.0.8 (system.properties, line 1, asks for 11)\n", output);
    }

    [Fact]
    public async Task Run_NothingAsked_TakesTheMachinesFirstAndAdvises()
    {
        AddJdk("1.8.0_392");

        var (jdk, _, output) = await RunAsync();

        Assert.Equal(_machine.Path, jdk!.Home);
        Assert.Contains("'java.runtime.version=8'", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OnlyARuntimeEnvironment_IsNotTaken()
    {
        AddJdk("3.0.8");
        File.Delete(_machine.PathOf("bin/javac"));
        _app.With("system.properties", "java.runtime.version=3");

        Assert.Contains("asks for OpenJDK 3, but this platform has ", (await RunAsync()).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_MachineHasAnother_GetsItFromASourceIntoTheSlug()
    {
        AddJdk("11.0.8");
        _app.With("system.properties", "java.runtime.version=3");

        var (jdk, error, output) = await RunAsync(new JdkSource("3.0.1", "3.0.2", "4.0.0"));

        Assert.Null(error);
        Assert.Equal(("3.0.2", _app.PathOf(".jdk"), true), (jdk!.Version, jdk.Home, jdk.InSlug));
        Assert.Contains("Getting OpenJDK 3.0.2 from a test", output, StringComparison.Ordinal);
        Assert.True(_app.Has(".jdk/bin/java"));
        Assert.False(_app.Has(".jdk/lib/src.zip"), "The sources of Java are in the slug.");
        const string Authorities = "/etc/ssl/certs/java/cacerts";
        Assert.Equal(File.Exists(Authorities) ? Authorities : null, new FileInfo(_app.PathOf(".jdk/lib/security/cacerts")).LinkTarget);
    }

    [Fact]
    public async Task Run_NobodyHasIt_NamesWhatThereIs()
    {
        AddJdk("11.0.8");
        _app.With("system.properties", "\njava.runtime.version=3");

        var error = (await RunAsync(new JdkSource("4.0.0"))).Error!;

        Assert.StartsWith("system.properties, line 2 asks for OpenJDK 3, but this platform has OpenJDK 11.0.8", error, StringComparison.Ordinal);
        Assert.Contains("A test has 4.0.0.\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_JdkInTheApp_IsUsedAsItIs()
    {
        AddJdk("11.0.8");
        _app.With("system.properties", "java.runtime.version=17").WithProgram(".jdk/bin/java", "true").With(".jdk/release", "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"19.0.2\"\n");

        var (jdk, _, output) = await RunAsync();

        Assert.Equal(("19.0.2", _app.PathOf(".jdk"), true), (jdk!.Version, jdk.Home, jdk.InSlug));
        Assert.Equal("-----> Using provided JDK\n", output);
    }

    [Fact]
    public async Task Run_Overlay_IsLaidOverACopyInTheSlug()
    {
        AddJdk("11.0.8");
        using var elsewhere = new TestDirectory().With("cacerts", "the machine's");
        Directory.CreateDirectory(_machine.PathOf("lib/security"));
        File.CreateSymbolicLink(_machine.PathOf("lib/security/cacerts"), elsewhere.PathOf("cacerts"));
        File.CreateSymbolicLink(_machine.PathOf("lib/src.zip"), "/nowhere");
        _app.With(".jdk-overlay/lib/security/cacerts", "the app's").With("system.properties", "java.runtime.version=11");

        var (jdk, error, _) = await RunAsync();

        Assert.Null(error);
        Assert.Equal((_app.PathOf(".jdk"), true), (jdk!.Home, jdk.InSlug));
        Assert.Equal("the app's", _app.Read(".jdk/lib/security/cacerts"));
        Assert.Equal("the machine's", elsewhere.Read("cacerts"));
        Assert.True(_app.Has(".jdk/bin/javac"));
    }

    public void Dispose()
    {
        _app.Dispose();
        _machine.Dispose();
    }

    private void AddJdk(string version) =>
        _machine.WithProgram("bin/java", "true").WithProgram("bin/javac", "true").With("release", $"JAVA_VERSION=\"{version}\"\n");

    private async Task<(Jdk? Jdk, string? Error, string Output)> RunAsync(params IToolchainSource[] sources)
    {
        using var build = new TestBuild(_app, null, ("JAVA_OPTS", "-Xmx1m"), ("JAVA_HOME", "/nowhere"));
        build.Environment["JAVA_HOME"] = _machine.Path;
        var environment = JvmEnvironment.Create(build.Context);
        var (jdk, error) = await new JdkSetup(build.Context, new ConfinedDirectory(_app.Path), new ToolchainFinder(sources), environment).RunAsync(TestContext.Current.CancellationToken);
        return (jdk, error, build.Output.Text);
    }

    private sealed class JdkSource(params string[] versions) : IToolchainSource
    {
        public string Name => "a test";

        public ValueTask<System.Collections.Immutable.ImmutableArray<ToolchainRelease>> ListAsync(string toolchain, BuildContext context, CancellationToken cancellationToken) =>
            new([.. versions.Where(_ => toolchain == "openjdk").Select(version => new ToolchainRelease(toolchain, version))]);

        public ValueTask InstallAsync(ToolchainRelease release, string directory, BuildContext context, CancellationToken cancellationToken)
        {
            Directory.CreateDirectory(Path.Combine(directory, "bin"));
            Directory.CreateDirectory(Path.Combine(directory, "lib", "security"));
            foreach (var file in new[] { "bin/java", "lib/src.zip", "lib/security/cacerts" })
                File.WriteAllText(Path.Combine(directory, file), "");
            return ValueTask.CompletedTask;
        }
    }
}
