using Paas.Builds;
using Paas.Toolchains;

namespace Paas.Go;

public sealed class GoBuildpackTests : IDisposable
{
    private const string Hello = "package main\n\nvar greeting = \"hello\"\n\nfunc main() { println(greeting) }\n";

    private readonly TestDirectory _app = new();
    private readonly TestDirectory _cache = new();

    [Theory]
    [InlineData("Gopkg.lock", "dep (Gopkg.lock)")]
    [InlineData("Godeps/Godeps.json", "godep (Godeps/Godeps.json)")]
    [InlineData("vendor/vendor.json", "govendor (vendor/vendor.json)")]
    [InlineData("glide.yaml", "Glide (glide.yaml)")]
    [InlineData("src/app/main.go", "gb or a GOPATH (src/)")]
    public async Task Build_ToolFromBeforeModules_FailsWithAdvice(string file, string tool)
    {
        using var build = new TestBuild(_app.With(file), _cache);

        var error = (await build.RunAsync(new GoBuildpack([]))).Error;

        Assert.Contains($"This app uses {tool}", error, StringComparison.Ordinal);
        Assert.Contains("run 'go mod init example.com/app' and 'go mod tidy'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_CompileError_NamesFileAndLine()
    {
        DebianGo.Require();
        _app.With("go.mod", "module example.com/app\n\ngo 1.16\n").With("main.go", "package main\n\nfunc main() {\n\tgreet(\"x\")\n}\n");
        using var build = new TestBuild(_app, _cache, DebianGo.Cache);

        var error = (await build.RunAsync(new GoBuildpack([]))).Error;

        Transcripts.Equal("go-broken", $"{error}\n");
    }

    [Theory]
    [InlineData("require github.com/gorilla/mux v1.8.0", "import _ \"github.com/gorilla/mux\"", "go.sum does not vouch", "Run 'go mod tidy' and commit go.mod and go.sum.")]
    [InlineData("", "import _ \"github.com/gorilla/mux\"", "go.mod names no module that has a package", "Run 'go mod tidy'")]
    [InlineData("", "import _ \"unknown\"", "main.go:3:8: package unknown is not in ", "")]
    [InlineData("require (", "", "go.mod:6: ", "")]
    public async Task Build_Module_SaysTheFix(string line, string import, string problem, string fix)
    {
        DebianGo.Require();
        _app.With("go.mod", $"module example.com/app\n\ngo 1.19\n\n{line}\n").With("main.go", $"package main\n\n{import}\n\nfunc main() {{}}\n");
        using var build = new TestBuild(_app, _cache, DebianGo.Cache, ("GOPROXY", "off"));

        var error = (await build.RunAsync(new GoBuildpack([]))).Error;

        Assert.Contains(problem, error, StringComparison.Ordinal);
        Assert.Contains(fix, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_VendorOfOtherVersions_SaysTheFix()
    {
        DebianGo.Require("github.com/gorilla/mux");
        _app.WithSample("go-mux");
        await DebianGo.VendorAsync(_app);
        _app.With("go.mod", _app.Read("go.mod").Replace("v1.8.0", "v1.8.1", StringComparison.Ordinal));
        using var build = new TestBuild(_app, _cache, DebianGo.Cache, ("GOPROXY", "off"));

        Assert.StartsWith("vendor/ does not match go.mod.\n", (await build.RunAsync(new GoBuildpack([]))).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_NoProxy_SaysHowToGetModules()
    {
        DebianGo.Require();
        _app.WithSample("go-mux");
        using var build = new TestBuild(_app, _cache, DebianGo.Cache, ("GOPROXY", "https://user:secret-word@127.0.0.1:1"), ("GONOSUMDB", "*"));

        var error = (await build.RunAsync(new GoBuildpack([]))).Error;

        Assert.True(error!.StartsWith("Modules could not be downloaded.\n", StringComparison.Ordinal), error);
        Assert.Contains("'go mod vendor'", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", error + build.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_NoMainPackage_SaysWhereOneBelongs()
    {
        DebianGo.Require();
        _app.With("go.mod", "module example.com/app\n\ngo 1.19\n").With("lib.go", "package lib\n");
        using var build = new TestBuild(_app, _cache, DebianGo.Cache);

        Assert.StartsWith("There is no main package in ./...", (await build.RunAsync(new GoBuildpack([]))).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_NewerThanTheMachines_NamesRangeAndWhatThereIs()
    {
        DebianGo.Require();
        _app.With("go.mod", "module example.com/app\n\ngo 1.99\n").With("main.go", Hello);
        using var build = new TestBuild(_app, _cache);

        var error = (await build.RunAsync(new GoBuildpack([GoSource("1.98.0", "2.0.0")]))).Error;

        Assert.StartsWith("The go line of go.mod asks for Go 1.99 or newer, but this platform has Go 1.", error, StringComparison.Ordinal);
        Assert.Contains("\nA test has 2.0.0, 1.98.0.\n", error, StringComparison.Ordinal);
        Assert.Contains("apt-get install golang-go", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task Build_ToolchainOfASource_IsTheNewestPatchAndInTheSlugWhenAsked(string toolsInImage)
    {
        DebianGo.Require();
        _app.With("go.mod", "module example.com/app\n\n// +heroku goVersion go1.98\n\ngo 1.16\n").With("main.go", Hello);
        using var build = new TestBuild(_app, _cache, DebianGo.Cache, ("GO_INSTALL_TOOLS_IN_IMAGE", toolsInImage), ("GOFLAGS", "-mod=mod"));

        var result = await build.RunAsync(new GoBuildpack([GoSource("1.98.1", "1.98.2", "1.99.0")]));

        Assert.Contains("-----> Using go1.98.2", build.Output.Text, StringComparison.Ordinal);
        Assert.StartsWith((toolsInImage == "true" ? _app.PathOf(".heroku/go") : _cache.PathOf("toolchains/go")) + "/bin:", result.Exports["PATH"], StringComparison.Ordinal);
        Assert.Equal(toolsInImage == "true", _app.Has(".profile.d/goroot.sh"));
        Assert.Equal(toolsInImage == "true", _app.Has(".heroku"));
    }

    [Theory]
    [InlineData("", null, "./...", "a b")]
    [InlineData("// +heroku install ./cmd/b", null, "./cmd/b", "b")]
    [InlineData("// +heroku install ./cmd/b", "./cmd/a", "./cmd/a", "a")]
    [InlineData("", "./cmd/a  ./cmd/b", "./cmd/a ./cmd/b", "a b")]
    public async Task Build_PackageSpec_ChoosesThePrograms(string comment, string? configured, string patterns, string programs)
    {
        DebianGo.Require();
        _app.With("go.mod", $"module example.com/app/v2\n\n{comment}\n\ngo 1.19\n").With("cmd/a/main.go", Hello).With("cmd/b/main.go", Hello).With("lib.go", "package lib\n");
        using var build = new TestBuild(_app, _cache, DebianGo.Cache, ("GO_INSTALL_PACKAGE_SPEC", configured ?? ""));

        var result = await build.RunAsync(new GoBuildpack([]));

        Assert.Null(result.Error);
        Assert.Contains(build.Commands, command => command.Contains("go list", StringComparison.Ordinal) && command.EndsWith($" {patterns}", StringComparison.Ordinal));
        Assert.Equal(programs.Split(' '), Directory.EnumerateFiles(_app.PathOf("bin")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(programs.Contains(' ', StringComparison.Ordinal) ? ["a", "b"] : ["web"], result.DefaultProcessTypes.Keys);
    }

    [Fact]
    public async Task Build_MajorVersionInThePath_IsNotTheNameOfTheProgram()
    {
        DebianGo.Require();
        _app.With("go.mod", "module example.com/app/v2\n").With("main.go", Hello);
        using var build = new TestBuild(_app, _cache, DebianGo.Cache, ("GO_LINKER_SYMBOL", "main.greeting"), ("GO_LINKER_VALUE", "it's set"));

        var result = await build.RunAsync(new GoBuildpack([]));

        Assert.Null(result.Error);
        Assert.Equal("bin/app", result.DefaultProcessTypes["web"]);
        Assert.Contains("go.mod has no go line", build.Output.Text, StringComparison.Ordinal);
        Assert.Equal("it's set\n", await RunningApp.RunAsync(_app, "app"));
    }

    [Fact]
    public async Task Build_Hooks_RunAroundTheInstallationWithGoAndAProcfileWins()
    {
        DebianGo.Require();
        _app.With("go.mod", "module example.com/app\n\ngo 1.19\n").With("Procfile", "worker: bin/app")
            .With("bin/go-pre-compile", "#!/bin/sh\nprintf 'package main\\n\\nfunc main() { println(1) }\\n' > main.go\n")
            .With("bin/go-post-compile", "#!/bin/sh\nset -e\nbin/app\ngo env GOFLAGS\nexit 3\n");
        using var build = new TestBuild(_app, _cache, DebianGo.Cache, ("GOFLAGS", "-ldflags=-s"));

        Assert.Equal("bin/go-post-compile failed with exit code 3.\n  1\n  -trimpath -modcacherw -buildvcs=false -ldflags=-s", (await build.RunAsync(new GoBuildpack([]))).Error);

        _app.With("bin/go-post-compile", "#!/bin/sh\ntrue");
        Assert.Empty((await build.RunAsync(new GoBuildpack([]))).DefaultProcessTypes);
    }

    [Fact]
    public async Task Build_NoCCompiler_BuildsWithoutOne()
    {
        DebianGo.Require();
        _app.With("go.mod", "module example.com/app\n\ngo 1.16\n").With("main.go", "package main\n\nimport \"net\"\n\nfunc main() { println(net.ParseIP(\"::1\").String()) }\n");
        using var build = new TestBuild(_app, _cache, DebianGo.Cache, ("CC", "/nowhere/cc"));

        var result = await build.RunAsync(new GoBuildpack([]));

        Assert.True(result.Error is null, result.Error);
        Assert.Equal("::1\n", await RunningApp.RunAsync(_app, "app"));
    }

    [Fact]
    public async Task Build_CacheAboveItsBound_IsDropped()
    {
        DebianGo.Require();
        _app.With("go.mod", "module example.com/app\n\ngo 1.19\n").With("main.go", Hello);
        using var programs = new TestDirectory().WithProgram("du", "printf '1025\\t%s\\n' \"$2\"");
        using var build = new TestBuild(_app, _cache, DebianGo.Cache).WithPrograms(programs);

        Assert.Null((await build.RunAsync(new GoBuildpack([]))).Error);

        Assert.Contains("Dropping the cache of modules: 1025 MB are more than 1024 MB", build.Output.Text, StringComparison.Ordinal);
        Assert.False(_cache.Has("go-modules/path") || _cache.Has("go/build"));
    }

    [Fact]
    public async Task Credentials_OfAHost_ReachGitAndAreMasked()
    {
        Bash.Require("git");
        var configVars = new Dictionary<string, string> { ["GO_GIT_CRED__HTTPS__GIT__EXAMPLE__COM"] = "me:tok-en", ["GO_GIT_CRED__HTTPS__GITHUB__COM"] = "alone" };
        var credentials = new GoCredentials(configVars);
        var environment = Bash.Environment(_app.Path);
        foreach (var (name, value) in credentials.Environment.AddRange(configVars))
            environment[name] = value;
        var output = new TestOutput();
        using var process = Bash.Start("for host in git.example.com github.com; do printf 'protocol=https\\nhost=%s\\n\\n' $host | git credential fill; done", _app.Path, environment, output.Line);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("protocol=https\nhost=git.example.com\nusername=me\npassword=tok-en\nprotocol=https\nhost=github.com\nusername=alone\npassword=alone\n", output.Text);
        Assert.DoesNotContain(credentials.Environment, static entry => entry.Value.Contains("tok-en", StringComparison.Ordinal));
        Assert.Equal("fatal: https://****@git.example.com and ****", credentials.Mask("fatal: https://me:tok-en@git.example.com and alone"));
    }

    public void Dispose()
    {
        _app.Dispose();
        _cache.Dispose();
    }

    /// <summary>Has the machine's Go under other versions.</summary>
    private static ScriptSource GoSource(params string[] versions) =>
        new("go", "bin/go", $"exec {Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(static path => Path.Combine(path, "go")).First(File.Exists)} \"$@\"", versions);
}
