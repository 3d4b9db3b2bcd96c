using Paas.Builds;

namespace Paas.Node;

public sealed class NodeBuildpackTests : IDisposable
{
    private readonly TestDirectory _app = new();
    private readonly TestDirectory _cache = new();

    [Fact]
    public async Task Build_NpmWithAllHooks_RunsThemInHerokusOrder()
    {
        using var programs = NodeTools.Create();
        _app.With("package-lock.json", "{}").With("package.json", """
            { "engines": { "node": "20.x" },
              "scripts": { "start": "x", "build": "x", "heroku-prebuild": "x", "heroku-postbuild": "x", "heroku-cleanup": "x" } }
            """);
        using var build = new TestBuild(_app, _cache, ("GREETING", "hello there"), ("PATH", "/broken"), ("LD_PRELOAD", "/broken")).WithPrograms(programs);

        var result = await build.RunAsync(new NodeBuildpack([]));

        Assert.Null(result.Error);
        Assert.Equal(
            ["npm run heroku-prebuild", "npm ci --include=dev", "npm run heroku-postbuild", "npm prune --omit=dev", "npm run heroku-cleanup"],
            NodeTools.Calls(programs));
        Assert.Equal("npm start", result.DefaultProcessTypes["web"]);
        Assert.StartsWith(_app.PathOf("node_modules/.bin") + ":", result.Exports["PATH"], StringComparison.Ordinal);
        Transcripts.Equal("node-hooks", build.Transcript());

        var environment = programs.Read("environment");
        Assert.Contains("GREETING=hello there\n", environment, StringComparison.Ordinal);
        Assert.Contains("NODE_ENV=production\n", environment, StringComparison.Ordinal);
        Assert.Contains($"NPM_CONFIG_CACHE={_cache.PathOf("node/npm")}\n", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("LD_PRELOAD", environment, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "npm install --no-save --include=dev|npm prune --omit=dev", "package.json")]
    [InlineData("package-lock.json", "npm ci --include=dev|npm prune --omit=dev", "package-lock.json")]
    [InlineData("npm-shrinkwrap.json", "npm ci --include=dev|npm prune --omit=dev", "npm-shrinkwrap.json")]
    [InlineData("package-lock.json node_modules/x/index.js", "npm rebuild|npm install --no-save --include=dev|npm prune --omit=dev", "package.json")]
    [InlineData("yarn.lock", "yarn install --frozen-lockfile --production=false --ignore-engines --prefer-offline --non-interactive|yarn install --production --frozen-lockfile --ignore-engines --ignore-scripts --prefer-offline --non-interactive", "yarn.lock")]
    [InlineData("pnpm-lock.yaml", "pnpm install --frozen-lockfile --prod=false --package-import-method=copy --prefer-offline|pnpm prune --prod --ignore-scripts", "pnpm-lock.yaml")]
    public async Task Build_Lockfile_ChoosesTheCommands(string files, string calls, string shown)
    {
        using var programs = NodeTools.Create(yarn: "1.22.22", pnpm: "10.0.0");
        _app.With("package.json", """{ "engines": { "node": "20.x" } }""");
        foreach (var file in files.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            _app.With(file);
        using var build = new TestBuild(_app, _cache).WithPrograms(programs);

        Assert.Null((await build.RunAsync(new NodeBuildpack([]))).Error);
        Assert.Equal(calls.Split('|'), NodeTools.Calls(programs));
        Assert.Contains($"({shown})", build.Output.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("USE_NPM_INSTALL", "true", "npm install --no-save --include=dev|npm prune --omit=dev")]
    [InlineData("NPM_CONFIG_PRODUCTION", "true", "npm ci --omit=dev")]
    [InlineData("NPM_CONFIG_PRODUCTION", "false", "npm ci --include=dev")]
    [InlineData("NODE_ENV", "staging", "npm ci --include=dev")]
    [InlineData("NPM_SKIP_PRUNING", "true", "npm ci --include=dev")]
    public async Task Build_ConfigVar_ChangesTheCommands(string name, string value, string calls)
    {
        using var programs = NodeTools.Create();
        _app.With("package.json", """{ "engines": { "node": "20.x" } }""").With("package-lock.json", "{}");
        using var build = new TestBuild(_app, _cache, (name, value)).WithPrograms(programs);

        Assert.Null((await build.RunAsync(new NodeBuildpack([]))).Error);
        Assert.Equal(calls.Split('|'), NodeTools.Calls(programs));
    }

    [Fact]
    public async Task Build_PnpmMissing_InstallsItIntoTheCacheOnce()
    {
        using var programs = NodeTools.Create(pnpm: "8.1.0");
        _app.With("package.json", """{ "packageManager": "pnpm@9.15.0+sha512.abc", "engines": { "node": "20.x" } }""").With("pnpm-lock.yaml", "lockfileVersion: '9.0'");
        using var build = new TestBuild(_app, _cache).WithPrograms(programs);
        using var again = new TestBuild(_app, _cache).WithPrograms(programs);

        Assert.Null((await build.RunAsync(new NodeBuildpack([]))).Error);
        Assert.True(_app.Has(".heroku/node/bin/pnpm"), "Dynos cannot start with pnpm.");
        Directory.Delete(_app.PathOf(".heroku"), recursive: true);
        Assert.Null((await again.RunAsync(new NodeBuildpack([]))).Error);

        Assert.Contains("Installing pnpm 9.15.0 (found 8.1.0)", build.Output.Text, StringComparison.Ordinal);
        Assert.Contains("Using pnpm 9.15.0", again.Output.Text, StringComparison.Ordinal);
        Assert.Equal(["npm", "installed-pnpm", "installed-pnpm", "installed-pnpm", "installed-pnpm"], NodeTools.Calls(programs).Select(static call => call.Split(' ')[0]));
    }

    [Fact]
    public async Task Build_CacheDirectories_AreKeptUntilTheNodeVersionChanges()
    {
        _app.With("package.json", """{ "cacheDirectories": ["build/cache"], "scripts": { "build": "x" } }""").With("build/cache/made", "once");
        using var programs = NodeTools.Create();
        using var build = new TestBuild(_app, _cache).WithPrograms(programs);
        Assert.Null((await build.RunAsync(new NodeBuildpack([]))).Error);
        Directory.Delete(_app.PathOf("build"), recursive: true);

        using var again = new TestBuild(_app, _cache).WithPrograms(programs);
        Assert.Null((await again.RunAsync(new NodeBuildpack([]))).Error);
        Assert.Equal("once", _app.Read("build/cache/made"));
        Directory.Delete(_app.PathOf("build"), recursive: true);

        using var newer = NodeTools.Create(node: "22.0.0");
        using var onNewer = new TestBuild(_app, _cache).WithPrograms(newer);
        Assert.Null((await onNewer.RunAsync(new NodeBuildpack([]))).Error);
        Assert.False(_app.Has("build/cache/made"));
        Assert.Contains("The cache was dropped", onNewer.Output.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "scripts": { "start": "x" } }""", "", "npm start")]
    [InlineData("{}", "server.js", "npm start")]
    [InlineData("{}", "", null)]
    [InlineData("""{ "scripts": { "start": "x" } }""", "Procfile=mcp-server: node mcp.js", null)]
    [InlineData("""{ "scripts": { "start": "x" } }""", "Procfile=worker: node work.js", "npm start")]
    public async Task Build_StartScript_GivesTheWebProcess(string manifest, string file, string? web)
    {
        using var programs = NodeTools.Create();
        _app.With("package.json", manifest);
        if (file.Length > 0)
            _app.With(file.Split('=')[0], file[(file.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        using var build = new TestBuild(_app, _cache).WithPrograms(programs);

        var result = await build.RunAsync(new NodeBuildpack([]));

        Assert.Equal(web, result.DefaultProcessTypes.GetValueOrDefault("web"));
        Assert.Equal(web is null && file.Length == 0, build.Output.Text.Contains("Nothing says how to start this app", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{ "engines": { "node": "18.x" } }""", "", "package.json (\"engines\") asks for Node.js 18.x, but this platform has Node.js 20.11.1.")]
    [InlineData("""{ "engines": { "node": "potato" } }""", "", "asks for node 'potato' in \"engines\", which is not a version range")]
    [InlineData("""{ "engines": { "iojs": "1" } }""", "", "io.js became Node.js 4")]
    [InlineData("{\n  \"name\": \"x\",\n  \"private\": true,\n}", "", "package.json is not valid JSON: line 4")]
    [InlineData("[]", "", "must hold a JSON object")]
    [InlineData("", "", "package.json is not valid JSON: line 1")]
    [InlineData("{}", "package-lock.json yarn.lock", "several lockfiles: package-lock.json, yarn.lock")]
    [InlineData("{}", "yarn.lock pnpm-lock.yaml npm-shrinkwrap.json", "several lockfiles: npm-shrinkwrap.json, yarn.lock, pnpm-lock.yaml")]
    [InlineData("""{ "packageManager": "pnpm@9.0.0" }""", "yarn.lock", "asks for 'pnpm@9.0.0' in \"packageManager\", but the lockfile is yarn.lock")]
    [InlineData("""{ "packageManager": "bun@1.0.0" }""", "", "package manager 'bun'")]
    [InlineData("{}", ".heroku/node/bin/node", "The directory .heroku/node is checked in")]
    [InlineData("""{ "cacheDirectories": ["../other"] }""", "", "names '../other' in \"cacheDirectories\"")]
    public async Task Build_WrongInput_SaysWhatAndWhere(string manifest, string files, string problem)
    {
        using var programs = NodeTools.Create();
        _app.With("package.json", manifest);
        foreach (var file in files.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            _app.With(file);
        using var build = new TestBuild(_app, _cache).WithPrograms(programs);

        Assert.Contains(problem, (await build.RunAsync(new NodeBuildpack([]))).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "10.2.4", "package.json (\"engines\") asks for Node.js 20.x, but this platform has no Node.js.")]
    [InlineData("20.11.1", null, "npm is not installed where builds run")]
    public async Task Build_ToolMissing_NamesIt(string? node, string? npm, string problem)
    {
        using var programs = NodeTools.Create(node, npm);
        _app.With("package.json", """{ "engines": { "node": "20.x" } }""");
        using var build = new TestBuild(_app, _cache).WithPrograms(programs);

        Assert.Contains(problem, (await build.RunAsync(new NodeBuildpack([]))).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run build", "The script 'build' of package.json failed with exit code 7.\n  one\n  two")]
    [InlineData("ci --include=dev", "npm ci --include=dev failed with exit code 7.\n  one\n  two")]
    [InlineData("prune --omit=dev", "npm prune --omit=dev failed with exit code 7.")]
    public async Task Build_FailingCommand_GivesExitCodeAndLastLines(string failing, string problem)
    {
        using var programs = NodeTools.Create();
        _app.With("package.json", """{ "scripts": { "build": "x" } }""").With("package-lock.json", "{}");
        using var build = new TestBuild(_app, _cache, ("FAIL", failing)).WithPrograms(programs);

        Assert.Contains(problem, (await build.RunAsync(new NodeBuildpack([]))).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_LockfileThatDoesNotMatch_GivesNpmsWordsAndTheFix()
    {
        Bash.Require("npm");
        _app.With("package.json", """{ "name": "hello", "version": "1.0.0", "engines": { "node": ">=18" }, "dependencies": { "greet": "file:greet" } }""")
            .With("package-lock.json", """{ "name": "hello", "version": "1.0.0", "lockfileVersion": 3, "packages": { "": { "name": "hello", "version": "1.0.0" } } }""")
            .With("greet/package.json", """{ "name": "greet", "version": "1.0.0" }""");
        using var build = new TestBuild(_app, _cache, ("NPM_CONFIG_OFFLINE", "true"));

        Transcripts.Equal("node-broken", (await build.RunAsync(new NodeBuildpack([]))).Error + "\n");
    }

    [Fact]
    public async Task Build_ManifestIgnored_NamesTheIgnoringFile()
    {
        using var programs = NodeTools.Create();
        _app.With(".slugignore", "docs\n/package.json\n");
        using var build = new TestBuild(_app, _cache).WithPrograms(programs);

        Assert.Contains("because .slugignore lists it", (await build.RunAsync(new NodeBuildpack([]))).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "No Node.js version is given")]
    [InlineData("""{ "engines": { "node": ">=18" } }""", "The Node.js range '>=18' has no upper end: a new major version can break the app. Prefer \"18.x\"")]
    [InlineData("""{ "engines": { "node": "*" } }""", "Prefer \"20.x\"")]
    public async Task Build_UnclearVersion_Warns(string manifest, string warning)
    {
        using var programs = NodeTools.Create();
        _app.With("package.json", manifest);
        using var build = new TestBuild(_app, _cache).WithPrograms(programs);

        Assert.Null((await build.RunAsync(new NodeBuildpack([]))).Error);
        Assert.Contains(warning, build.Output.Text, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _app.Dispose();
        _cache.Dispose();
    }
}
