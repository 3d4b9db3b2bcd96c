using Microsoft.Extensions.DependencyInjection;
using Paas.CloudNative;

namespace Paas.Docker.Apps;

/// <summary>Cloud Native buildpacks whose builds and dynos are containers.</summary>
public sealed class CloudNativeTests(DockerDaemon daemon) : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("paas-docker-host-").FullName;
    private DockerPlatform? _paas;

    public async ValueTask InitializeAsync()
    {
        await daemon.RequireAsync();
        _paas = await DockerPlatform.StartAsync(
            daemon.Endpoint, _data, static docker => docker.OutliveHost = false,
            static services => services.Configure<BuildpackOptions>(static options => options.LocalDirectories.Add(SampleBuildpacks.Root)));
    }

    public async ValueTask DisposeAsync()
    {
        if (_paas is not null)
            await _paas.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Deploy_GroupOfTwo_BuildsServesAndReusesLayers()
    {
        await _paas!.Platform.Apps.CreateAsync("native", TestContext.Current.CancellationToken);
        await _paas.Platform.Apps.UpdateAsync("native", new AppUpdate { Buildpacks = [SampleBuildpacks.PathOf("tool"), SampleBuildpacks.PathOf("web")] }, TestContext.Current.CancellationToken);

        var first = await _paas.DeployAsync("native", PerlApp.Source("1", ("web.txt", "20")));

        Assert.Contains("tool 20 for linux/", first, StringComparison.Ordinal);
        Assert.Equal(
            "args=first arg $PORT it's\nFROM_EXEC_D=it said \"yes\"\nFROM_PROFILE=profile of launch\nFROM_WEB_EXEC_D=web\nGREETING=default\nLIST=one\nSTAGE=launch\nTOOL_HOME=/layers/tests_tool/tool\nassets=assets of build 1\n",
            await _paas.GetAsync("native"));
        var second = await _paas.DeployAsync("native", PerlApp.Source("2", ("web.txt", "20")));
        foreach (var line in (string[])["build number 2", "reusing tool 20", "restored downloads", "Reusing layer 'tests/tool:assets'"])
            Assert.Contains(line, second, StringComparison.Ordinal);
    }
}
