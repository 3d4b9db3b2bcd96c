using Paas.Builds;
using Paas.Node;

namespace Paas.Caching;

/// <summary>Builds of an app whose packages did not change, with an npm that writes and prunes modules as told.</summary>
public sealed class TreeSnapshotTests : IDisposable
{
    private readonly TestDirectory _cache = new();
    private readonly TestDirectory _programs = NodeTools.Create();

    public TreeSnapshotTests() => _programs.WithProgram("npm", $$"""
        if [ "$1" = --version ]; then echo 10.2.4; exit; fi
        echo "npm $*" >> "{{_programs.PathOf("calls")}}"
        case "$1" in
          ci) mkdir -p node_modules/ms node_modules/dev; echo all > node_modules/.package-lock.json; echo installed > node_modules/ms/index.js; echo '{ "name": "ms" }' > node_modules/ms/package.json; ln -s ../ms/index.js node_modules/dev/link ;;
          prune) rm -r node_modules/dev; echo some > node_modules/.package-lock.json ;;
          run) [ -z "$RUNS" ] || eval "$RUNS" ;;
        esac
        """);

    [Fact]
    public async Task Build_NothingChanged_UsesTheModulesOfTheLastBuild()
    {
        await BuildAsync("{}");
        Calls();

        using var app = await BuildAsync("{}");

        Assert.Empty(Calls());
        Assert.Equal("installed\n", app.Read("node_modules/ms/index.js"));
        Assert.False(app.Has("node_modules/dev"));
    }

    [Fact]
    public async Task Build_WithAScript_RunsItOverAllModulesAndPrunesByTheCache()
    {
        const string manifest = """{ "scripts": { "build": "x" } }""";
        await BuildAsync(manifest, "ls node_modules > seen");
        Calls();

        using var app = await BuildAsync(manifest, "ls node_modules > seen");

        Assert.Equal(["npm run build"], Calls());
        Assert.Equal("dev\nms\n", app.Read("seen"));
        Assert.False(app.Has("node_modules/dev"));
    }

    [Fact]
    public async Task Build_ScriptAddsToTheModules_KeepsWhatItAdded()
    {
        const string manifest = """{ "scripts": { "build": "x" } }""";
        const string script = "mkdir -p node_modules/.generated; date +%N > node_modules/.generated/client";
        await BuildAsync(manifest, script);
        Calls();

        using var app = await BuildAsync(manifest, script);

        Assert.Equal(["npm run build", "npm prune --omit=dev"], Calls());
        Assert.True(app.Has("node_modules/.generated/client"));
        using var without = await BuildAsync(manifest);
        Assert.False(without.Has("node_modules/.generated"));
    }

    [Fact]
    public async Task Build_ScriptChangesAModuleInPlace_NeverSeesItsOwnChange()
    {
        const string manifest = """{ "scripts": { "build": "x" } }""";
        const string script = "cat node_modules/ms/index.js > before; echo patched >> node_modules/ms/index.js";
        await BuildAsync(manifest, script);
        Calls();

        for (var again = 0; again < 3; again++)
        {
            using var app = await BuildAsync(manifest, script);
            Assert.Equal("installed\n", app.Read("before"));
            Assert.Equal("installed\npatched\n", app.Read("node_modules/ms/index.js"));
        }

        // The first of them installed anew, the others had copies.
        Assert.Equal(
            ["npm ci --include=dev", "npm run build", "npm prune --omit=dev", "npm run build", "npm prune --omit=dev", "npm run build", "npm prune --omit=dev"], Calls());
    }

    [Fact]
    public async Task Build_BringingBackBreaksOff_LeavesNothingAndInstallsAnew()
    {
        await BuildAsync("{}");
        Calls();
        _programs.WithProgram("cp", "mkdir -p \"${@: -1}/half\"; exit 1");

        using var app = await BuildAsync("{}");

        Assert.Equal(["npm ci --include=dev", "npm prune --omit=dev"], Calls());
        Assert.False(app.Has("node_modules/half"));
    }

    [Fact]
    public async Task Build_LockfileChanged_InstallsAnew()
    {
        await BuildAsync("{}");
        Calls();

        (await BuildAsync("{}", lockfile: """{ "lockfileVersion": 3 }""")).Dispose();

        Assert.Equal(["npm ci --include=dev", "npm prune --omit=dev"], Calls());
    }

    [Fact]
    public async Task Build_CacheSwitchedOff_InstallsAnew()
    {
        await BuildAsync("{}");
        Calls();

        (await BuildAsync("{}", configVars: ("NODE_MODULES_CACHE", "false"))).Dispose();

        Assert.Equal(["npm ci --include=dev", "npm prune --omit=dev"], Calls());
    }

    [Fact]
    public async Task Build_PruningSkipped_BringsAllModulesBack()
    {
        await BuildAsync("{}", configVars: ("NPM_SKIP_PRUNING", "true"));
        Calls();

        using var app = await BuildAsync("{}", configVars: ("NPM_SKIP_PRUNING", "true"));

        Assert.Empty(Calls());
        Assert.Equal("../ms/index.js", new FileInfo(app.PathOf("node_modules/dev/link")).LinkTarget);
    }

    public void Dispose()
    {
        _cache.Dispose();
        _programs.Dispose();
    }

    private async Task<TestDirectory> BuildAsync(string manifest, string script = "", string lockfile = "{}", params (string, string)[] configVars)
    {
        var app = new TestDirectory().With("package.json", manifest).With("package-lock.json", lockfile);
        using var build = new TestBuild(app, _cache, configVars).WithPrograms(_programs);
        build.Environment["RUNS"] = script;
        Assert.Null((await build.RunAsync(new NodeBuildpack([]))).Error);
        return app;
    }

    private string[] Calls()
    {
        var calls = NodeTools.Calls(_programs);
        File.Delete(_programs.PathOf("calls"));
        return calls;
    }
}
