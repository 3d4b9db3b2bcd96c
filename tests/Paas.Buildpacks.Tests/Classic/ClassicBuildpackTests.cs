using Paas.Builds;
using Paas.Selection;

namespace Paas.Classic;

/// <summary>The contract of classic buildpacks, and what is said when one does not keep it.</summary>
public sealed class ClassicBuildpackTests : IDisposable
{
    private readonly TestResolver _resolver = new(static options =>
    {
        options.LocalDirectories.Add(AppContext.BaseDirectory);
        options.LocalDirectories.Add(Path.GetTempPath());
    });

    private readonly TestDirectory _app = new();
    private readonly TestDirectory _buildpack = new();

    public void Dispose()
    {
        _resolver.Dispose();
        _app.Dispose();
        _buildpack.Dispose();
    }

    [Fact]
    public async Task Contract_InOrder_GivesEachItsDueAndHandsExportsOn()
    {
        Bash.Require("bash");
        using var build = new TestBuild(_app.WithContract(), configVars: [("BYTES", "a\nbé "), ("OTHER", "")]);
        build.Environment["REQUEST_ID"] = "12345678";
        build.Environment["DYNO"] = "build.17";
        build.Environment["CI"] = "true";
        build.Environment["BUILDPACK_VENDOR_URL"] = "http://mirror";

        var buildpacks = await _resolver.ResolveAsync(build, OwnBuildpacks.PathOf("contract"), OwnBuildpacks.PathOf("successor"));
        Assert.Equal("Contract", await buildpacks[0].DetectAsync(build.Context, TestContext.Current.CancellationToken));
        Assert.Null(await buildpacks[1].DetectAsync(build.Context, TestContext.Current.CancellationToken));
        var result = await build.RunAsync(buildpacks[0]);
        foreach (var (name, value) in result.Exports)
            build.Environment[name] = value;
        Assert.Equal("Successor", await buildpacks[1].DetectAsync(build.Context, TestContext.Current.CancellationToken));
        Assert.Null((await build.RunAsync(buildpacks[1])).Error);

        Assert.Null(result.Error);
        Assert.Equal(["heroku-postgresql:essential-0"], result.Addons);
        Assert.Equal([new("BYTES", "not mine"), new("CONTRACT_CONFIG", "from: release")], result.ConfigVars);
        Assert.Equal([new("web", "perl server.pl"), new("worker", "exec sleep 1000")], result.DefaultProcessTypes);
        Assert.Equal([new("contract.arguments", "3"), new("contract.compiled", "true"), new("contract.version", "1.2")], result.Report);
        Assert.Equal(["CONTRACT_EXPORT", "PATH"], result.Exports.Keys);
        Assert.Contains("-----> Checking the contract\n       a line to stderr\n       a last line without an end\n       the export file may print\n", build.Output.Text, StringComparison.Ordinal);
        var facts = Facts();
        Assert.Equal("buildpack", facts["cwd"]);
        Assert.Equal("unset", facts["ci"]);
        Assert.Equal("0", facts["stdin"]);
        Assert.Equal("unset", facts["config_variable"]);
        Assert.Equal("610a62c3a920", facts["config_file"]);
        Assert.Equal("BYTES OTHER ", facts["config_files"]);
        Assert.Equal("no", facts["home_in_source"]);
        Assert.Equal("http://mirror", facts["injected"]);
        Assert.Equal("a tool of the contract buildpack", facts["successor_tool"]);
        Assert.Equal("two|lines, a 'quote' and a $", facts["successor_export"]);
        Assert.Equal("unset", facts["successor_local"]);
    }

    [Fact]
    public async Task Build_Twice_KeepsTheCacheAndNothingOfTheBuildpacksDirectory()
    {
        using var cache = new TestDirectory();
        for (var i = 1; i <= 2; i++)
        {
            using var app = new TestDirectory().WithContract();
            using var build = new TestBuild(app, cache, ("BYTES", "x"));
            build.Environment["REQUEST_ID"] = build.Environment["DYNO"] = "x";
            Assert.Null((await _resolver.RunAsync(build, OwnBuildpacks.PathOf("contract"))).Error);
            Assert.Contains($"builds={i}\n", app.Read("facts.txt"), StringComparison.Ordinal);
            Assert.Contains("buildpack_used_before=no\n", app.Read("facts.txt"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("heroku-22", "heroku-22")]
    [InlineData("heroku-26", "heroku-26")]
    [InlineData("debian-12", "heroku-24")]
    public async Task Compile_StackOfAnyName_IsToldOneThatOfficialBuildpacksAccept(string stack, string told)
    {
        _buildpack.WithProgram("bin/compile", "echo stack is $STACK");
        using var build = new TestBuild(_app) { Stack = stack };

        await _resolver.RunAsync(build, _buildpack.Path);

        Assert.Contains($"stack is {told}\n", build.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Detect_DoesNotFit_SaysWhatTheBuildpackSays()
    {
        using var build = new TestBuild(_app);
        var buildpack = (await _resolver.ResolveAsync(build, OwnBuildpacks.PathOf("contract")))[0];

        var error = await Assert.ThrowsAsync<PaasException>(async () => await buildpack.DetectAsync(build.Context, TestContext.Current.CancellationToken));

        Assert.Equal(" !     Error: Your app is configured to use the contract buildpack, but has no contract.txt.\n !\n !     Add one to the root of the source.", error.Message);
    }

    [Fact]
    public async Task Compile_Fails_SaysCodeAndStillReports()
    {
        _buildpack.WithProgram("bin/compile", "echo ' !     no such module'; exit 7").WithProgram("bin/report", "echo 'failure: modules'").WithProgram("bin/release", "echo never >> never");
        using var build = new TestBuild(_app);

        var result = await _resolver.RunAsync(build, _buildpack.Path);

        Assert.Equal($"bin/compile of {_buildpack.Path} failed with exit code 7.", result.Error);
        Assert.Equal(" !     no such module\n", build.Output.Text);
        Assert.Equal([new("failure", "modules")], result.Report);
    }

    [Theory]
    [InlineData("echo 'default_process_types: [web]'", "printed what cannot be used: line 1 has 'default_process_types' that is no list of names and values.")]
    [InlineData("echo 'default_process_types: {web: [a]}'", "must have a text in 'default_process_types'")]
    [InlineData("echo 'default_process_types: {\"we b\": a}'", "has an illegal process type 'we b'")]
    [InlineData("echo '{ : ['", "is no YAML")]
    [InlineData("echo text", "has no names and values")]
    [InlineData("exit 3", "failed with exit code 3")]
    public async Task Release_BadAnswer_FailsTheBuildWithTheReason(string script, string reason)
    {
        _buildpack.WithProgram("bin/compile", "true").WithProgram("bin/release", script);
        using var build = new TestBuild(_app);

        Assert.Contains(reason, (await _resolver.RunAsync(build, _buildpack.Path)).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("echo '--- {}'")]
    [InlineData("echo ---")]
    [InlineData("printf 'addons:\\nconfig_vars:\\ndefault_process_types:\\n'")]
    public async Task Release_SaysNothing_IsFine(string script)
    {
        _buildpack.WithProgram("bin/compile", "true").WithProgram("bin/release", script).WithProgram("bin/report", "exit 1");
        using var build = new TestBuild(_app);

        var result = await _resolver.RunAsync(build, _buildpack.Path);

        Assert.Null(result.Error);
        Assert.Empty(result.DefaultProcessTypes);
        Assert.Empty(result.Report);
    }

    [Fact]
    public async Task Compile_NotExecutable_TellsHowToMakeItSo()
    {
        _buildpack.With("bin/compile", "#!/bin/sh\n");
        using var build = new TestBuild(_app);

        Assert.NotNull((await _resolver.RunAsync(build, _buildpack.Path)).Error);

        Assert.Contains("git update-index --chmod=+x bin/compile", build.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resolve_DirectoryWithoutPrograms_IsNoBuildpack()
    {
        _buildpack.With("README.md");
        using var build = new TestBuild(_app);

        var error = await Assert.ThrowsAsync<PaasException>(async () => await _resolver.ResolveAsync(build, _buildpack.Path));

        Assert.Contains("is no buildpack: it has neither bin/compile nor a buildpack.toml with an api", error.Message, StringComparison.Ordinal);
    }

    private Dictionary<string, string> Facts() =>
        _app.Read("facts.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split('=', 2)).ToDictionary(static parts => parts[0], static parts => parts[1], StringComparer.Ordinal);
}
