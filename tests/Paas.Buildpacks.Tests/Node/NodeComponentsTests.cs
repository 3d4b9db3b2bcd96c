using Paas.Builds;
using Paas.Files;

namespace Paas.Node;

/// <summary>One app, locked by each package manager in each of its formats.</summary>
public sealed class NodeComponentsTests : IDisposable
{
    private const string Manifest = """{ "dependencies": { "debug": "4.3.4", "@types/ms": "0.7.34" }, "devDependencies": { "isarray": "2.0.5" } }""";
    private const string Hex = "3d1587161b9484eee4090f9f9cd6c972de4b72dd23d2e4ce3ac14f3cfcb3b1e90eed0f3c4a1f2a4b1b2ef7d0f5a9eb4f0d19f2b7b6b3e34c8f6ef4b51a5d0a4b";

    private static readonly string _integrity = "sha512-" + Convert.ToBase64String(Convert.FromHexString(Hex));
    private readonly TestDirectory _app = new TestDirectory().With("package.json", Manifest);

    public static TheoryData<string, string, string> Lockfiles { get; } = new()
    {
        {
            "npm 3", "package-lock.json", """
            { "lockfileVersion": 3, "packages": {
                "": { "name": "small", "dependencies": { "debug": "4.3.4" } },
                "node_modules/@types/ms": { "version": "0.7.34", "integrity": "$" },
                "node_modules/debug": { "version": "4.3.4", "integrity": "$", "license": "MIT" },
                "node_modules/isarray": { "version": "2.0.5", "dev": true },
                "node_modules/other-system": { "version": "1.0.0", "optional": true, "os": ["win32"] },
                "node_modules/local": { "resolved": "packages/local", "link": true },
                "node_modules/ms": { "version": "2.1.2", "integrity": "$" } } }
            """
        },
        {
            "npm 1", "npm-shrinkwrap.json", """
            { "lockfileVersion": 1, "dependencies": {
                "@types/ms": { "version": "0.7.34", "integrity": "$" },
                "debug": { "version": "4.3.4", "integrity": "$", "requires": { "ms": "2.1.2" } },
                "isarray": { "version": "2.0.5", "dev": true },
                "ms": { "version": "2.1.2", "integrity": "$" } } }
            """
        },
        {
            "Yarn 1", "yarn.lock", """
            # yarn lockfile v1


            "@types/ms@0.7.34":
              version "0.7.34"
              integrity $

            debug@4, debug@4.3.4:
              version "4.3.4"
              integrity $
              dependencies:
                ms "2.1.2"

            isarray@2.0.5:
              version "2.0.5"

            ms@2.1.2:
              version "2.1.2"
              integrity $
            """
        },
        {
            "Yarn 4", "yarn.lock", """
            __metadata:
              version: 8

            "@types/ms@npm:0.7.34":
              version: 0.7.34
              resolution: "@types/ms@npm:0.7.34"
              checksum: 10c0/ac80

            "debug@npm:4, debug@npm:4.3.4":
              version: 4.3.4
              resolution: "debug@npm:4.3.4"
              dependencies:
                ms: "npm:2.1.2"

            "isarray@npm:2.0.5":
              version: 2.0.5
              resolution: "isarray@npm:2.0.5"

            "ms@npm:2.1.2":
              version: 2.1.2
              resolution: "ms@npm:2.1.2"

            "small@workspace:.":
              version: 0.0.0-use.local
              resolution: "small@workspace:."
            """
        },
        {
            "pnpm 9", "pnpm-lock.yaml", """
            lockfileVersion: '9.0'
            importers:
              .:
                dependencies:
                  '@types/ms':
                    specifier: 0.7.34
                    version: 0.7.34
                  debug:
                    specifier: 4.3.4
                    version: 4.3.4(supports-color@8.1.1)
                devDependencies:
                  isarray:
                    specifier: 2.0.5
                    version: 2.0.5
            packages:
              '@types/ms@0.7.34':
                resolution: {integrity: $}
              debug@4.3.4:
                resolution: {integrity: $}
              isarray@2.0.5:
                resolution: {integrity: $}
              ms@2.1.2:
                resolution: {integrity: $}
            snapshots:
              '@types/ms@0.7.34': {}
              debug@4.3.4(supports-color@8.1.1):
                dependencies:
                  ms: 2.1.2
              isarray@2.0.5: {}
              ms@2.1.2: {}
            """
        },
        {
            "pnpm 8", "pnpm-lock.yaml", """
            lockfileVersion: '6.0'
            packages:
              /@types/ms@0.7.34:
                resolution: {integrity: $}
                dev: false
              /debug@4.3.4(supports-color@8.1.1):
                resolution: {integrity: $}
                dev: false
              /isarray@2.0.5:
                resolution: {integrity: $}
                dev: true
              /ms@2.1.2:
                resolution: {integrity: $}
                dev: false
            """
        },
        {
            "pnpm 7", "pnpm-lock.yaml", """
            lockfileVersion: 5.4
            packages:
              /@types/ms/0.7.34:
                resolution: {integrity: $}
                dev: false
              /debug/4.3.4_supports-color@8.1.1:
                resolution: {integrity: $}
                dev: false
              /isarray/2.0.5:
                resolution: {integrity: $}
                dev: true
              /ms/2.1.2:
                resolution: {integrity: $}
                dev: false
            """
        },
    };

    [Theory]
    [MemberData(nameof(Lockfiles))]
    public void Read_Lockfile_GivesWhatIsInTheSlug(string format, string file, string text)
    {
        _app.With(file, text.Replace("$", _integrity, StringComparison.Ordinal)).WithDirectory("node_modules/@types/ms").WithDirectory("node_modules/debug").WithDirectory("node_modules/ms");

        var components = Read();

        Assert.Equal(["pkg:npm/%40types/ms@0.7.34", "pkg:npm/debug@4.3.4", "pkg:npm/ms@2.1.2"], components.Select(static component => component.PackageUrl));
        Assert.Equal(["@types/ms", "debug", "ms"], components.Select(static component => component.Name));
        if (format != "Yarn 4")
            Assert.All(components, static component => Assert.Equal($"sha512:{Hex}", component.Checksum));
        Assert.Equal(format == "npm 3" ? "MIT" : null, components[1].License);
    }

    [Theory]
    [InlineData("package-lock.json", "{")]
    [InlineData("yarn.lock", "__metadata:\n  - [")]
    [InlineData("pnpm-lock.yaml", "[")]
    [InlineData("pnpm-lock.yaml", "- x")]
    public void Read_BrokenLockfile_GivesNone(string file, string text)
    {
        _app.With(file, text);

        Assert.Empty(Read());
    }

    public void Dispose() => _app.Dispose();

    private SoftwareComponent[] Read()
    {
        var app = new ConfinedDirectory(_app.Path);
        Assert.True(PackageManifest.TryParse(Manifest, out var manifest, out _));
        Assert.True(PackageManager.TryChoose(app, manifest, out var manager, out _));
        return [.. NodeComponents.Read(app, manifest, manager, withDevelopment: false)];
    }
}
