using System.Collections.Immutable;
using Paas.Builds;
using Paas.Fetching;
using Paas.Selection;

namespace Paas.CloudNative;

/// <summary>
/// Groups of real buildpacks, without mounts: layers and app are at other paths in the build than in dynos. With mounts they run in the
/// scenarios.
/// </summary>
public sealed class CloudNativeGroupTests : IDisposable
{
    private readonly TestDirectory _app = new();
    private readonly TestDirectory _cache = new();
    private readonly TestDirectory _buildpacks = new();

    [Fact]
    public async Task Build_ToolAndWeb_HandsOnPlansLayersAndEnvironment()
    {
        Bash.Require("bash");
        _app.With("web.txt", "20");
        using var build = Build(("GREETING", "hello"));

        var result = await RunAsync(build, "tool", "web");

        Assert.Null(result.Error);
        var output = build.Output.Text;
        Assert.Contains("-----> tests/tool 1.2.3\n       tool 20 for linux/", output, StringComparison.Ordinal);
        Assert.Contains(" heroku-24 production\n       greeting: hello, secret: hello\n       build number 1\n       making tool\n", output, StringComparison.Ordinal);
        // The next one sees what is for builds, but not the developer's variables, as it wants.
        Assert.Contains("-----> tests/web 2\n       list: two,one, stage: build, greeting: default\n", output, StringComparison.Ordinal);
        Assert.Contains("paths: tests_tool/tool/lib tests_tool/tool/lib tests_tool/tool/include tests_tool/tool/pkgconfig\n", output, StringComparison.Ordinal);

        Assert.Equal(["server", "web", "where", "worker"], result.DefaultProcessTypes.Keys);
        Assert.Equal("serve 'first arg' '$PORT' 'it'\\''s'", result.DefaultProcessTypes["web"]);
        Assert.Equal(result.DefaultProcessTypes["server"], result.DefaultProcessTypes["web"]);
        Assert.Equal("cd /tmp || exit; pwd", result.DefaultProcessTypes["where"]);
        Assert.Equal("bash -c 'echo $STAGE; sleep 300'", result.DefaultProcessTypes["worker"]);
        Assert.Equal(["pkg:generic/tool@20"], result.Components.Select(static component => component.PackageUrl));
        Assert.Empty(result.Mounts);
    }

    [Fact]
    public async Task Build_ClassicOneBehind_SeesTheBuildLayers()
    {
        Bash.Require("bash");
        _app.With("web.txt", "20").WithProgram("after/bin/compile", "echo \"after: $STAGE $LIST $(command -v serve) $(ls $TOOL_HOME/bin)\"");
        using var build = Build();
        using var resolver = new TestResolver(static options => options.LocalDirectories.Add(SampleBuildpacks.Root));

        Assert.Null((await resolver.RunAsync(build, SampleBuildpacks.PathOf("tool"), SampleBuildpacks.PathOf("web"), "./after")).Error);

        Assert.Matches("\nafter: build two,one /.*/layers/tests_tool/tool/bin/serve serve\n", build.Output.Text);
    }

    [Fact]
    public async Task Build_LaunchLayersOnly_AreInTheApp()
    {
        Bash.Require("bash");
        _app.With("web.txt", "20").With(".cnb/layers/tests_tool/old", "of an earlier build");
        using var build = Build();

        Assert.Null((await RunAsync(build, "tool", "web")).Error);

        Assert.True(_app.Has(".cnb/layers/tests_tool/tool/bin/serve"));
        Assert.True(_app.Has(".cnb/layers/tests_tool/assets/text"));
        Assert.False(_app.Has(".cnb/layers/tests_tool/downloads") || _app.Has(".cnb/layers/tests_tool/scratch") || _app.Has(".cnb/layers/tests_tool/helper") || _app.Has(".cnb/layers/tests_tool/old"));
        Assert.Contains("pkg:generic/tool@20", _app.Read(".cnb/layers/sbom/launch/tests_tool/tool/sbom.cdx.json"), StringComparison.Ordinal);
        var metadata = TomlFiles.Parse(_app.Read(".cnb/layers/config/metadata.toml"), "metadata");
        Assert.Equal(["tests/tool", "tests/web"], TomlFiles.Tables(metadata, "buildpacks").Select(static table => table["id"]));
        Assert.Equal(["color"], TomlFiles.Tables(metadata, "labels").Select(static table => table["key"]));
        Assert.Equal(["server", "where", "worker"], TomlFiles.Tables(metadata, "processes").Select(static table => table["type"]));
    }

    [Theory]
    [InlineData("server.1", "STAGE=launch FROM_EXEC_D=it said \"yes\" WEB= FROM_PROFILE= exec.d ran")]
    [InlineData("web.1", "STAGE=launch FROM_EXEC_D=it said \"yes\" WEB=web FROM_PROFILE=profile of launch exec.d ran")]
    [InlineData("worker.2", "STAGE=only worker's FROM_EXEC_D=it said \"yes\" WEB= FROM_PROFILE= exec.d ran")]
    [InlineData("run.1234", "STAGE=launch FROM_EXEC_D=it said \"yes\" WEB= FROM_PROFILE=profile of launch exec.d ran")]
    public async Task Launch_MovedApp_HasTheEnvironmentOfItsType(string dyno, string expected)
    {
        Bash.Require("bash");
        _app.With("web.txt", "20");
        using var build = Build();
        Assert.Null((await RunAsync(build, "tool", "web")).Error);

        var output = await RunningApp.RunAsync(
            _app, "printf '%s ' STAGE=\"$STAGE\" FROM_EXEC_D=\"$FROM_EXEC_D\" WEB=$FROM_WEB_EXEC_D FROM_PROFILE=\"$FROM_PROFILE\"; echo; echo \"$TOOL_HOME $HOME\"; command -v serve; declare -F", new Dictionary<string, string> { ["DYNO"] = dyno });

        var lines = output.TrimEnd().Split('\n');
        Assert.Equal("exec.d ran", lines[0]);
        Assert.Equal(expected.Replace(" exec.d ran", "", StringComparison.Ordinal), lines[1].TrimEnd());
        var home = lines[2].Split(' ')[1];
        Assert.Equal($"{home}/.cnb/layers/tests_tool/tool", lines[2].Split(' ')[0]);
        Assert.Equal([$"{home}/.cnb/layers/tests_tool/tool/bin/serve"], lines[3..]);
    }

    [Fact]
    public async Task Build_Again_RestoresByTheTypesOfTheLayers()
    {
        Bash.Require("bash");
        _app.With("web.txt", "20");
        using (var first = Build())
            Assert.Null((await RunAsync(first, "tool", "web")).Error);

        using var second = Build();
        Assert.Null((await RunAsync(second, "tool", "web")).Error);

        Assert.Contains("Restoring from cache: downloads, tool\n", second.Output.Text, StringComparison.Ordinal);
        foreach (var line in (string[])["build number 2", "reusing tool 20", "restored downloads", "keeping assets 1", "Reusing layer 'tests/tool:assets'"])
            Assert.Contains(line, second.Output.Text, StringComparison.Ordinal);
        Assert.Equal("assets of build 1\n", _app.Read(".cnb/layers/tests_tool/assets/text"));

        _app.With("web.txt", "22").With("remake-assets");
        using var third = Build();
        Assert.Null((await RunAsync(third, "tool", "web")).Error);
        Assert.Contains("build number 3\n       making tool\n", third.Output.Text, StringComparison.Ordinal);
        Assert.Equal("assets of build 3\n", _app.Read(".cnb/layers/tests_tool/assets/text"));
    }

    [Fact]
    public async Task Build_Fails_SaysWhichAndLeavesTheCacheAsItWas()
    {
        Bash.Require("bash");
        _app.With("web.txt", "20");
        using (var first = Build())
            Assert.Null((await RunAsync(first, "tool", "web")).Error);

        _app.With("fail-build").With("web.txt", "21");
        using (var broken = Build())
            Assert.Equal("The Cloud Native buildpack tests/tool@1.2.3 failed with exit code 9 (lifecycle exit code 51).", (await RunAsync(broken, "tool", "web")).Error);

        File.Delete(_app.PathOf("fail-build"));
        _app.With("web.txt", "20");
        using var third = Build();
        Assert.Null((await RunAsync(third, "tool", "web")).Error);
        Assert.Contains("build number 2\n       reusing tool 20\n", third.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_Legacy_FollowsTheApiItIsWrittenFor()
    {
        Bash.Require("bash");
        _app.With("legacy.txt", "18");
        using var build = Build();

        var result = await RunAsync(build, "tool", "legacy");

        Assert.Null(result.Error);
        Assert.Contains("tool 18 for", build.Output.Text, StringComparison.Ordinal);
        foreach (var (type, expected) in new[] { ("shell", "legacy %/.cnb/layers/tests.legacy/old\n"), ("words", "[legacy][a b]"), ("direct", "[$FROM_PROFILE]") })
        {
            var output = await RunningApp.RunAsync(_app, $"{result.DefaultProcessTypes[type]}\necho; echo $HOME", new Dictionary<string, string> { ["DYNO"] = type + ".1" });
            var home = output.TrimEnd().Split('\n')[^1];
            Assert.Equal(expected.Replace("%", home, StringComparison.Ordinal).TrimEnd(), output.Split('\n')[0]);
        }

        using var again = Build();
        Assert.Null((await RunAsync(again, "tool", "legacy")).Error);
        Assert.Contains("old metadata is back", again.Output.Text, StringComparison.Ordinal);
        Assert.Contains("old layer is back", again.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Detect_Refused_ExplainsEachBuildpack()
    {
        Bash.Require("bash");
        _app.With("refuse-tool");
        using var build = Build();

        var refusal = await Assert.ThrowsAsync<PaasException>(async () => await Group("tool", "web").DetectAsync(build.Context, TestContext.Current.CancellationToken));

        Assert.Equal("No group of Cloud Native buildpacks passed detection (lifecycle exit code 20).\nfail: tests/tool@1.2.3\n  tool is refused\nfail: tests/web@2", refusal.Message);
        File.Delete(_app.PathOf("refuse-tool"));
        _app.With("break-detect").With("web.txt", "1");
        refusal = await Assert.ThrowsAsync<PaasException>(async () => await Group("tool", "web").DetectAsync(build.Context, TestContext.Current.CancellationToken));
        Assert.Contains("(lifecycle exit code 21).\nerr:  tests/tool@1.2.3 (exit code 7)\n  detect is broken", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Detect_Composite_TakesItsGroups()
    {
        Bash.Require("bash");
        _app.With("web.txt", "20");
        _buildpacks.With("all/buildpack.toml", """
            api = "0.10"
            [buildpack]
            id = "tests/all"
            version = "1"
            [[order]]
            [[order.group]]
            id = "tests/never"
            [[order]]
            [[order.group]]
            id = "tests/tool"
            version = "1.2.3"
            [[order.group]]
            id = "tests/never"
            optional = true
            [[order.group]]
            id = "tests/web"
            """);
        foreach (var name in (string[])["tool", "web", "never"])
            TreeCopy.Copy(SampleBuildpacks.PathOf(name), _buildpacks.PathOf($"all/buildpacks/{name}"));
        using var build = Build();
        var group = new CloudNativeGroup([new FetchedBuildpack("all", _buildpacks.PathOf("all"))]);

        Assert.Equal("Web", await group.DetectAsync(build.Context, TestContext.Current.CancellationToken));
        Assert.Null((await build.RunAsync(group)).Error);
        Assert.Contains("2 of 3 buildpacks participating", build.Output.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("printf 'launch = true\\n' > \"$1/x.toml\"", "belongs into the table [types]")]
    [InlineData("printf '[types]\\nlaunch = true\\n' > \"$1/x.toml\"", "wants its layer 'x' of the build before, but there is none")]
    [InlineData("printf '[types]\\nlaunch = true\\ncache = true\\n' > \"$1/x.toml\"", "says that its layer 'x' is cached, but it has no content")]
    [InlineData("printf '[[unmet]]\\nname = \"y\"\\n' > \"$1/build.toml\"", "says that 'y' is unmet, but nobody asked it for that")]
    [InlineData("printf '[[processes]]\\ntype = \"web\"\\ncommand = \"x\"\\n' > \"$1/launch.toml\"", "a command that is no list of words")]
    [InlineData("printf '[[processes]]\\ntype = \"web\"\\ncommand = [\"x\"]\\ndirect = true\\n' > \"$1/launch.toml\"", "all processes are direct")]
    [InlineData("printf '[[processes]]\\ntype = \"a\"\\ncommand = [\"x\"]\\ndefault = true\\n[[processes]]\\ntype = \"b\"\\ncommand = [\"x\"]\\ndefault = true\\n' > \"$1/launch.toml\"", "several processes with default = true")]
    [InlineData("printf '[types' > \"$1/x.toml\"", "x.toml of the buildpack tests/x@1 is no TOML (line 1")]
    [InlineData("mkdir \"$1/x\"; printf '[types]\\nlaunch = true\\n' > \"$1/x.toml\"; echo {} > \"$1/x.sbom.spdx.json\"", "does not have 'application/spdx+json' in sbom-formats")]
    public async Task Build_AgainstTheSpecification_IsRefused(string script, string error)
    {
        Bash.Require("bash");
        _buildpacks.With("x/buildpack.toml", "api = \"0.10\"\n[buildpack]\nid = \"tests/x\"\nversion = \"1\"\n").WithProgram("x/bin/detect", "exit 0").WithProgram("x/bin/build", script);
        using var build = Build();

        string? actual;
        try
        {
            actual = (await build.RunAsync(new CloudNativeGroup([new FetchedBuildpack("x", _buildpacks.PathOf("x"))]))).Error;
        }
        catch (PaasException exception)
        {
            actual = exception.Message;
        }

        Assert.Contains(error, actual, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[buildpack]\nid = \"a\"", "for no Buildpack API")]
    [InlineData("api = \"0.13\"\n[buildpack]\nid = \"a\"", "for the Buildpack API 0.13; here are 0.2 to 0.12 (lifecycle exit code 12)")]
    [InlineData("api = \"0.10\"\n[buildpack]\nid = \"app\"", "the id 'app'")]
    [InlineData("api = \"0.10\"\n[buildpack]\nid = \"../../x\"", "the id '../../x'")]
    [InlineData("api = \"0.10\"", "no table [buildpack]")]
    public async Task Detect_UnusableBuildpack_SaysWhy(string descriptor, string error)
    {
        _buildpacks.With("x/buildpack.toml", descriptor);
        using var build = Build();

        var refusal = await Assert.ThrowsAsync<PaasException>(async () =>
            await new CloudNativeGroup([new FetchedBuildpack("x", _buildpacks.PathOf("x"))]).DetectAsync(build.Context, TestContext.Current.CancellationToken));

        Assert.Contains(error, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_DeveloperVariables_OverrideLayersAndGoBeforePaths()
    {
        Bash.Require("bash");
        _buildpacks.With("a/buildpack.toml", "api = \"0.10\"\n[buildpack]\nid = \"a\"\nversion = \"1\"\n").WithProgram("a/bin/detect", "exit 0")
            .WithProgram("a/bin/build", "mkdir -p \"$1\"/l/{bin,env}; printf layer > \"$1/l/env/X\"; printf '[types]\\nbuild = true\\n' > \"$1/l.toml\"");
        _buildpacks.With("b/buildpack.toml", "api = \"0.10\"\n[buildpack]\nid = \"b\"\nversion = \"1\"\n").WithProgram("b/bin/detect", "exit 0")
            .WithProgram("b/bin/build", "echo \"x=$X path=${PATH%%:*} next=$(cut -d: -f2 <<< \"$PATH\" | sed 's|.*/layers/||') home=$(basename \"$HOME\") stack=$CNB_STACK_ID\"");
        using var build = Build(("X", "mine"), ("PATH", "/mine"), ("CNB_STACK_ID", "no"), ("not-a-name", "x"));

        Assert.Null((await build.RunAsync(new CloudNativeGroup([new FetchedBuildpack("a", _buildpacks.PathOf("a")), new FetchedBuildpack("b", _buildpacks.PathOf("b"))]))).Error);

        Assert.Contains("x=mine path=/mine next=a/l/bin home=home stack=heroku-24\n", build.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_ProjectToml_GivesVariablesThatConfigVarsOverride()
    {
        Bash.Require("bash");
        _app.With("web.txt", "20").With("project.toml", "[[io.buildpacks.build.env]]\nname = \"GREETING\"\nvalue = \"of the project\"\n");
        using (var build = Build())
        {
            Assert.Null((await RunAsync(build, "tool", "web")).Error);
            Assert.Contains("greeting: of the project, secret: of the project\n", build.Output.Text, StringComparison.Ordinal);
        }

        using var other = Build(("GREETING", "of the app"));
        Assert.Null((await RunAsync(other, "tool", "web")).Error);
        Assert.Contains("greeting: of the app,", other.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Builder_OrderOfTheHost_IsTriedGroupByGroup()
    {
        Bash.Require("bash");
        foreach (var name in (string[])["tool", "web", "legacy", "never"])
            TreeCopy.Copy(SampleBuildpacks.PathOf(name), _buildpacks.PathOf($"buildpacks/{name}/1"));
        _buildpacks.With("order.toml", """
            [[order]]
            group = [{ id = "tests/tool" }, { id = "tests/web" }]
            [[order]]
            group = [{ id = "tests/tool", version = "1.2.3" }, { id = "tests/never", optional = true }, { id = "tests.legacy" }]
            """);
        var builder = new CloudNativeBuilder(_buildpacks.Path, "host");
        using var nothing = Build();
        Assert.Null(await builder.DetectAsync(nothing.Context, TestContext.Current.CancellationToken));
        Assert.Equal("", nothing.Output.Text);

        _app.With("legacy.txt", "18");
        using var build = Build();
        Assert.Equal("Legacy", await builder.DetectAsync(build.Context, TestContext.Current.CancellationToken));
        Assert.Null((await build.RunAsync(builder)).Error);
        Assert.Contains("2 of 3 buildpacks participating", build.Output.Text, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _app.Dispose();
        _cache.Dispose();
        _buildpacks.Dispose();
    }

    private TestBuild Build(params (string Name, string Value)[] config) => new(_app, _cache, config);

    private static CloudNativeGroup Group(params ReadOnlySpan<string> names)
    {
        var fetched = ImmutableArray.CreateBuilder<FetchedBuildpack>();
        foreach (var name in names)
            fetched.Add(new FetchedBuildpack(name, SampleBuildpacks.PathOf(name)));
        return new CloudNativeGroup(fetched.ToImmutable());
    }

    private static async Task<BuildpackResult> RunAsync(TestBuild build, params string[] names)
    {
        var group = Group(names);
        await group.DetectAsync(build.Context, TestContext.Current.CancellationToken);
        return await build.RunAsync(group);
    }
}
