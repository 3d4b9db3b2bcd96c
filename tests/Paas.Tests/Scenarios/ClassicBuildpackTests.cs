using Microsoft.Extensions.DependencyInjection;
using Paas.Builds;
using Paas.Classic;
using Paas.Hosting;

namespace Paas.Scenarios;

/// <summary>Classic buildpacks from <c>git push</c> to <c>200 OK</c>: the whole contract on plain and on sandboxed dynos, and beside the platform's own.</summary>
public sealed class ClassicBuildpackTests
{
    private const string App = "shop";

    [Theory]
    [InlineData(DynoIsolation.Plain)]
    [InlineData(DynoIsolation.Sandboxed)]
    public async Task Push_BuildpacksFromGitAndADirectory_KeepTheContract(DynoIsolation isolation)
    {
        Bash.Require("perl");
        Assert.SkipUnless(isolation == DynoIsolation.Plain || Environment.IsPrivilegedProcess, "Sandboxes need root.");
        var cancellationToken = TestContext.Current.CancellationToken;
        using var host = new TestDirectory().With("authorities.pem", "# private authority\n").With("seed/.heroku/tool", "seeded");
        await using var platform = await RealPlatform.StartAsync(configure: services => services
            .Configure<LocalProcessOptions>(options => options.Isolation = isolation)
            .Configure<BuildpackOptions>(static options =>
            {
                options.AllowPrivateAddresses = true;
                options.LocalDirectories.Add(AppContext.BaseDirectory);
            })
            .Configure<EngineOptions>(options =>
            {
                options.BuildCertificates = host.PathOf("authorities.pem");
                options.CacheSeedDirectory = host.PathOf("seed");
                options.ConfigureBuild = static (app, variables) => variables["BUILDPACK_VENDOR_URL"] = $"http://mirror/{app.Name}";
            }));
        using var buildpack = Copy(OwnBuildpacks.PathOf("contract"));
        await platform.Platform.Apps.CreateAsync("packs", cancellationToken);
        Assert.Contains("skipping build", (await platform.PushAsync("packs", buildpack, "v1")).Succeeded().Transcript, StringComparison.Ordinal);
        await platform.Platform.Apps.CreateAsync(App, cancellationToken);
        await platform.Platform.Config.UpdateAsync(App, new Dictionary<string, string?> { ["BYTES"] = "a\nb " }, cancellationToken);
        await platform.Platform.Apps.UpdateAsync(
            App, new AppUpdate { Buildpacks = [$"http://x:{platform.Token}@{platform.GitAddress.Authority}/packs.git#v1", OwnBuildpacks.PathOf("successor")] }, cancellationToken);
        var shown = (await platform.Platform.Apps.GetAsync(App, cancellationToken)).Buildpacks;
        Assert.Equal($"http://***@{platform.GitAddress.Authority}/packs.git#v1", shown[0]);
        // Who gets them and gives them back changes nothing.
        Assert.Equal(shown, (await platform.Platform.Apps.UpdateAsync(App, new AppUpdate { Buildpacks = shown }, cancellationToken)).Buildpacks);
        await Assert.ThrowsAsync<PaasException>(() => platform.Platform.Apps.UpdateAsync(App, new AppUpdate { Buildpacks = ["http://***@elsewhere.example/packs.git"] }, cancellationToken));
        using var source = new TestDirectory().WithContract();

        var push = (await platform.PushAsync(App, source)).Succeeded();

        Assert.DoesNotContain(platform.Token, push.Transcript, StringComparison.Ordinal);
        Assert.Contains($"1. http://{platform.GitAddress.Authority}/packs.git#v1", push.Transcript, StringComparison.Ordinal);
        Assert.Contains("-----> Contract app detected", push.Transcript, StringComparison.Ordinal);
        Assert.Contains("-----> Successor app detected", push.Transcript, StringComparison.Ordinal);
        Assert.Contains("Default types for buildpack -> web, worker", push.Transcript, StringComparison.Ordinal);
        Assert.Contains("The buildpack asks for add-ons, which are not provisioned by the build: heroku-postgresql:essential-0", push.Transcript, StringComparison.Ordinal);
        var facts = await FactsAsync(platform);
        var build = (await platform.Platform.Builds.ListAsync(App, cancellationToken))[0];
        Assert.Equal(["buildpack", "heroku-24", build.Version, "36", "build", "unset", "0"], Of(facts, "cwd", "stack", "source_version", "request_id", "dyno", "ci", "stdin"));
        Assert.Equal(["unset", "610a6220", "BYTES ", "no"], Of(facts, "config_variable", "config_file", "config_files", "buildpack_used_before"));
        Assert.Equal(["no", "1", "seeded", $"http://mirror/{App}", "1 1 1 "], Of(facts, "home_in_source", "builds", "seed", "injected", "authorities"));
        Assert.Equal(["a tool of the contract buildpack", "two|lines, a 'quote' and a $", "unset"], Of(facts, "successor_tool", "successor_export", "successor_local"));
        Assert.Equal(["opens", "unpacked"], Of(facts, "stdout", "owned"));
        if (Environment.IsPrivilegedProcess)
            Assert.Equal("536870912", facts["memory"]);
        Assert.StartsWith("profile of /", facts["profile"], StringComparison.Ordinal);
        Assert.Equal("from: release", facts["config"]);
        if (Environment.IsPrivilegedProcess)
            Assert.Equal(["writable home", "kept", "yes"], Of(facts, "app", "successor_app", "home_at_app"));
        Assert.Equal(["a\nb ", "from: release"], (await platform.Platform.Config.GetAsync(App, cancellationToken)).Values);
        Assert.Matches($"^http://{platform.GitAddress.Authority}/packs.git#[0-9a-f]{{40}}$", build.Buildpacks[0].Name);
        Assert.Equal(["heroku-postgresql:essential-0"], build.Buildpacks[0].Addons);
        Assert.Equal("1.2", build.Buildpacks[0].Report["contract.version"]);

        // What belongs to the first deploy stays there.
        await platform.Platform.Config.UpdateAsync(App, new Dictionary<string, string?> { ["CONTRACT_CONFIG"] = null }, cancellationToken);
        push = (await platform.PushAsync(App, source.With("more.txt"))).Succeeded();
        Assert.DoesNotContain("add-ons", push.Transcript, StringComparison.Ordinal);
        await platform.ConvergesAsync(App);
        facts = await FactsAsync(platform);
        Assert.Equal(["2", "no", ""], Of(facts, "builds", "buildpack_used_before", "config"));

        File.Delete(source.PathOf("contract.txt"));
        var refused = (await platform.PushAsync(App, source)).Rejected("App not compatible with buildpack: http://");
        Assert.Contains("\nremote:  !     Error: Your app is configured to use the contract buildpack", refused.Transcript, StringComparison.Ordinal);
        Assert.Contains("More info: https://devcenter.heroku.com/articles/buildpacks#buildpack-auto-detection", refused.Transcript, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_AppJsonNamesClassicAndBuiltInOnes_HandsTheEnvironmentOnBothWays()
    {
        Bash.Require("npm");
        await using var platform = await RealPlatform.StartAsync();
        using var source = new TestDirectory().WithScriptApp("one")
            .With("app.json", """{ "buildpacks": [{ "url": "./packs/first" }, { "url": "urn:buildpack:heroku/nodejs" }, { "url": "./packs/last" }] }""")
            .WithProgram("packs/first/bin/compile", "mkdir -p $1/bin; printf '#!/bin/sh\\necho handed on' > $1/bin/first-tool; chmod +x $1/bin/first-tool; echo 'export PATH='$1'/bin:$PATH FIRST=1' > export")
            .WithProgram("packs/last/bin/compile", "echo \"       last sees first: $FIRST, $(first-tool), modules: $(case :$PATH: in *:$1/node_modules/.bin:*) echo yes;; esac)\"")
            .With("package.json", """{ "name": "shop", "version": "1.0.0", "scripts": { "build": "echo node sees $FIRST: $(first-tool)" } }""")
            .With("package-lock.json", """{ "name": "shop", "version": "1.0.0", "lockfileVersion": 3, "requires": true, "packages": { "": { "name": "shop", "version": "1.0.0" } } }""");

        var push = await platform.DeployAsync(App, source);

        Assert.Contains("-----> Using buildpacks: (from app.json)", push.Transcript, StringComparison.Ordinal);
        Assert.Contains("2. urn:buildpack:heroku/nodejs", push.Transcript, StringComparison.Ordinal);
        Assert.Contains("node sees 1: handed on", push.Transcript, StringComparison.Ordinal);
        Assert.Contains("last sees first: 1, handed on, modules: yes", push.Transcript, StringComparison.Ordinal);
        Assert.StartsWith("one", await platform.GetAsync(App), StringComparison.Ordinal);
        // The source asks each time anew.
        Assert.Empty((await platform.Platform.Apps.GetAsync(App, TestContext.Current.CancellationToken)).Buildpacks);
    }

    private static string[] Of(Dictionary<string, string> facts, params string[] names) => [.. names.Select(name => facts[name])];

    private static async Task<Dictionary<string, string>> FactsAsync(RealPlatform platform) =>
        (await platform.GetAsync(App)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split('=', 2)).ToDictionary(static parts => parts[0], static parts => parts[1], StringComparer.Ordinal);

    private static TestDirectory Copy(string directory)
    {
        var copy = new TestDirectory();
        foreach (var file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories))
        {
            var target = copy.PathOf(Path.GetRelativePath(directory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }
}
