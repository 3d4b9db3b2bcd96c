using Microsoft.Extensions.DependencyInjection;
using Paas.Builds;
using Paas.CloudNative;
using Paas.Hosting;

namespace Paas.Scenarios;

/// <summary>Cloud Native buildpacks on a real platform: what they installed under a path works in dynos under the same one.</summary>
public sealed class CloudNativeTests
{
    private const string ProjectToml = """
        [_]
        schema-version = "0.2"

        [[io.buildpacks.group]]
        uri = "TOOL"

        [[io.buildpacks.group]]
        uri = "WEB"

        [[io.buildpacks.group]]
        id = "tests/inline"
        [io.buildpacks.group.script]
        api = "0.10"
        shell = "/bin/bash"
        inline = "echo \"inline sees $(ls | tr '\\n' ' ')\""

        [[io.buildpacks.group]]
        uri = "./after"

        [io.buildpacks.build]
        exclude = ["docs/", "after/"]
        """;

    [Theory]
    [InlineData(DynoIsolation.Plain)]
    [InlineData(DynoIsolation.Sandboxed)]
    public async Task Push_GroupOfTwo_BuildsServesAndReusesLayers(DynoIsolation isolation)
    {
        Bash.Require("perl");
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Mounts and sandboxes need Linux and root.");
        await using var platform = await StartAsync(isolation);
        using var source = new TestDirectory().With("web.txt", "20").With("docs/manual.md")
            .WithProgram("after/bin/compile", "echo \"after sees $(command -v serve), $STAGE, $LIST, $TOOL_HOME\"; test -x /layers/tests_tool/tool/bin/serve && ls /workspace/web.txt").With(".profile", "export FROM_APP_PROFILE=yes")
            .With("project.toml", ProjectToml.Replace("TOOL", SampleBuildpacks.PathOf("tool"), StringComparison.Ordinal).Replace("WEB", SampleBuildpacks.PathOf("web"), StringComparison.Ordinal));

        var first = await platform.DeployAsync("native", source);

        Assert.Contains("-----> tests/tool 1.2.3", first.Transcript, StringComparison.Ordinal);
        Assert.Contains("/layers/tests_tool/tool/bin/serve", first.Transcript, StringComparison.Ordinal);
        Assert.Contains("inline sees project.toml web.txt", first.Transcript, StringComparison.Ordinal);
        Assert.Contains("after sees /layers/tests_tool/tool/bin/serve, build, two,one, /layers/tests_tool/tool\n/workspace/web.txt", first.Transcript.Replace("remote: ", "", StringComparison.Ordinal).Replace(" \n", "\n", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("Default types for buildpack -> server, web, where, worker", first.Transcript, StringComparison.Ordinal);
        Assert.Equal(
            "args=first arg $PORT it's\nFROM_APP_PROFILE=yes\nFROM_EXEC_D=it said \"yes\"\nFROM_PROFILE=profile of launch\nFROM_WEB_EXEC_D=web\nGREETING=default\nLIST=one\nSTAGE=launch\nTOOL_HOME=/layers/tests_tool/tool\nassets=assets of build 1\n",
            await platform.GetAsync("native"));

        await platform.Platform.Config.UpdateAsync("native", new Dictionary<string, string?> { ["GREETING"] = "hello" }, TestContext.Current.CancellationToken);
        source.With("more.txt", "more");
        var second = (await platform.PushAsync("native", source)).Succeeded();
        foreach (var line in (string[])["build number 2", "greeting: hello, secret: hello", "reusing tool 20", "restored downloads", "keeping assets 1", "Reusing layer 'tests/tool:assets'"])
            Assert.Contains(line, second.Transcript, StringComparison.Ordinal);
        await platform.ConvergesAsync("native");
        Assert.Contains("GREETING=hello\n", await platform.GetAsync("native"), StringComparison.Ordinal);
        Assert.EndsWith("assets=assets of build 1\n", await platform.GetAsync("native"), StringComparison.Ordinal);

        Assert.Equal(["exec.d ran", "/tmp"], await RunAsync(platform, "where"));
        var lines = await RunAsync(platform, "ls /workspace; command -v serve");
        Assert.Contains("web.txt", lines);
        Assert.Equal("/layers/tests_tool/tool/bin/serve", lines[^1]);
    }

    [Fact]
    public async Task Push_DetectionFails_IsRejectedWithWhatEachSaid()
    {
        await using var platform = await StartAsync(DynoIsolation.Plain);
        using var source = new TestDirectory().With("refuse-tool");
        await platform.Platform.Apps.CreateAsync("refused", TestContext.Current.CancellationToken);
        await platform.Platform.Apps.UpdateAsync("refused", new AppUpdate { Buildpacks = [SampleBuildpacks.PathOf("tool"), SampleBuildpacks.PathOf("web")] }, TestContext.Current.CancellationToken);

        var push = await platform.PushAsync("refused", source);

        Assert.NotEqual(0, push.ExitCode);
        Assert.Contains("No group of Cloud Native buildpacks passed detection (lifecycle exit code 20).", push.Transcript, StringComparison.Ordinal);
        Assert.Contains("fail: tests/tool@1.2.3", push.Transcript, StringComparison.Ordinal);
        Assert.Contains("tool is refused", push.Transcript, StringComparison.Ordinal);
    }

    private static async Task<List<string>> RunAsync(RealPlatform platform, string command)
    {
        var run = await platform.Platform.Dynos.RunAsync("native", new RunRequest(command), TestContext.Current.CancellationToken);
        return await run.Output.ToListAsync(TestContext.Current.CancellationToken);
    }

    private static Task<RealPlatform> StartAsync(DynoIsolation isolation) => RealPlatform.StartAsync(configure: services =>
    {
        services.Configure<LocalProcessOptions>(options => options.Isolation = isolation);
        services.Configure<BuildpackOptions>(static options => options.LocalDirectories.Add(SampleBuildpacks.Root));
    });
}
