using System.Collections.Immutable;
using Paas.Builds;
using Paas.Files;

namespace Paas.Node;

public sealed class ModulesKeyTests : IDisposable
{
    private const string Manifest = """{ "dependencies": { "ms": "2.1.3" }, "scripts": { "build": "x", "start": "y" } }""";
    private readonly TestDirectory _app = new TestDirectory().With("package-lock.json", "{}").With("package.json", Manifest);

    [Theory]
    [InlineData("server.js", "1")]
    [InlineData("src/index.ts", "1")]
    [InlineData("README.md", "1")]
    public void Create_FileOfTheApp_IsTheSame(string file, string text)
    {
        var before = Key();
        _app.With(file, text);

        Assert.NotNull(before);
        Assert.Equal(before, Key());
    }

    [Theory]
    [InlineData("package.json", """{ "dependencies": { "ms": "2.1.2" } }""")]
    [InlineData("package-lock.json", """{ "lockfileVersion": 3 }""")]
    [InlineData(".npmrc", "omit=optional")]
    [InlineData(".yarnrc", "x")]
    [InlineData(".pnpmfile.cjs", "x")]
    public void Create_WhatAnInstallationReads_IsAnother(string file, string text)
    {
        var before = Key();
        _app.With(file, text);

        Assert.NotNull(Key());
        Assert.NotEqual(before, Key());
    }

    [Fact]
    public void Create_LockfileChangedFarBehind_IsAnother()
    {
        _app.With("package-lock.json", new string(' ', 5 << 20) + "a");
        var before = Key();
        _app.With("package-lock.json", new string(' ', 5 << 20) + "b");

        Assert.NotEqual(before, Key());
    }

    [Fact]
    public void Create_OtherToolsOrConfigVars_IsAnother()
    {
        var keys = new[] { Key(), Key("node 22"), Key(configVar: "1"), Key(configVar: "2") };

        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Theory]
    [InlineData("package.json", """{ "scripts": { "postinstall": "node scripts/generate.js" } }""")]
    [InlineData("package.json", """{ "scripts": { "prepare": "husky" } }""")]
    [InlineData("package.json", """{ "scripts": { "heroku-prebuild": "x" } }""")]
    [InlineData("package.json", """{ "workspaces": ["packages/*"] }""")]
    [InlineData("package.json", """{ "dependencies": { "own": "file:./own" } }""")]
    [InlineData("package.json", """{ "devDependencies": { "own": "link:../own" } }""")]
    [InlineData("package.json", """{ "optionalDependencies": { "own": "./own" } }""")]
    [InlineData("pnpm-workspace.yaml", "packages: ['*']")]
    [InlineData("binding.gyp", "{}")]
    [InlineData("node_modules/ms/package.json", "{}")]
    public void Create_InstallationReadsFilesOfTheApp_IsNone(string file, string text)
    {
        _app.With(file, text);

        Assert.Null(Key());
    }

    [Fact]
    public void Create_NoLockfile_IsNone()
    {
        File.Delete(_app.PathOf("package-lock.json"));

        Assert.Null(Key());
    }

    [Theory]
    [InlineData("""{ "name": "ms", "scripts": { "test": "x", "preinstall-checks": "y" } }""", true)]
    [InlineData("""{ "name": "esbuild", "scripts": { "postinstall": "node install.js" } }""", true)]
    [InlineData("""{ "name": "x", "scripts": { "install": "node-gyp rebuild" } }""", true)]
    [InlineData("""{ "name": "x", "scripts": { "install": "prebuild-install -r napi || node-gyp rebuild" } }""", true)]
    [InlineData("""{ "name": "x", "scripts": { "install": "node-gyp-build" } }""", true)]
    [InlineData("""{ "name": "@prisma/client", "scripts": { "postinstall": "node scripts/postinstall.js" } }""", false)]
    [InlineData("""{ "name": "x", "scripts": { "install": "node-gyp rebuild && node ../../x.js" } }""", false)]
    [InlineData("""{ "name": "x", "scripts": { "postinstall": "cat ../../schema" } }""", false)]
    [InlineData("""{ "name": "x", "scripts": { "postinstall": """, false)]
    public void IsSelfContained_InstallScripts_OfKnownKinds(string manifest, bool contained)
    {
        Assert.Equal(contained, InstallScripts.IsSelfContained(manifest));
    }

    [Theory]
    [InlineData("node_modules/a/package.json", false)]
    [InlineData("node_modules/@scope/a/package.json", false)]
    [InlineData("node_modules/b/node_modules/a/package.json", false)]
    [InlineData("node_modules/.pnpm/a@1.0.0/node_modules/a/package.json", false)]
    [InlineData("node_modules/.bin/a/package.json", true)]
    [InlineData("other/a/package.json", true)]
    public void AreSelfContained_PackageAnywhere_IsFound(string file, bool contained)
    {
        _app.With("node_modules/b/package.json", "{}").With(file, """{ "name": "a", "scripts": { "postinstall": "node generate.js" } }""");

        Assert.Equal(contained, InstallScripts.AreSelfContained(new ConfinedDirectory(_app.Path)));
    }

    public void Dispose() => _app.Dispose();

    private string? Key(string signature = "node 20", string? configVar = null)
    {
        var app = new ConfinedDirectory(_app.Path);
        Assert.True(PackageManifest.TryParse(_app.Read("package.json"), out var manifest, out _));
        var manager = new NpmPackageManager(app.FileExists("package-lock.json") ? "package-lock.json" : null);
        var config = ImmutableSortedDictionary<string, string>.Empty;
        return ModulesKey.Create(app, manifest, manager, signature, configVar is null ? config : config.Add("TOKEN", configVar));
    }
}
