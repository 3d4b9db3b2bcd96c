using Microsoft.Extensions.DependencyInjection;
using Paas.Builds;
using Paas.Classic;

namespace Paas.Docker.Apps;

/// <summary>The contract of classic buildpacks in containers of the stack image.</summary>
public sealed class ClassicBuildpackTests(DockerDaemon daemon)
{
    [Fact]
    public async Task Deploy_ClassicBuildpacks_KeepTheContractInContainers()
    {
        await daemon.RequireAsync();
        var cancellationToken = TestContext.Current.CancellationToken;
        using var host = new TestDirectory().With("authorities.pem", "# private authority\n").With("seed/.heroku/tool", "seeded");
        await using var paas = await DockerPlatform.StartAsync(daemon.Endpoint, host.PathOf("data"), static docker =>
        {
            docker.OutliveHost = false;
            docker.ExtraHosts["vendor.test"] = "192.0.2.7";
        }, services => services
            .Configure<BuildpackOptions>(static options => options.LocalDirectories.Add(AppContext.BaseDirectory))
            .Configure<EngineOptions>(options =>
            {
                options.BuildCertificates = host.PathOf("authorities.pem");
                options.CacheSeedDirectory = host.PathOf("seed");
                options.BuildVariables["BUILDPACK_VENDOR_URL"] = "http://mirror";
            }));
        await paas.Platform.Apps.CreateAsync("classic", cancellationToken);
        await paas.Platform.Config.UpdateAsync("classic", new Dictionary<string, string?> { ["BYTES"] = "a\nb " }, cancellationToken);
        await paas.Platform.Apps.UpdateAsync("classic", new AppUpdate { Buildpacks = [OwnBuildpacks.PathOf("contract"), OwnBuildpacks.PathOf("successor")] }, cancellationToken);
        await paas.DeployAsync("classic", new BuildSource(static (directory, token) => new ValueTask(File.WriteAllTextAsync(Path.Combine(directory, "contract.txt"), "signed", token))) { Version = "0123456789abcdef" });

        var answer = await paas.GetAsync("classic");

        foreach (var fact in (string[])["app=writable home", "successor_app=kept", "stack=heroku-24", "config_file=610a6220", "seed=seeded", "injected=http://mirror", "vendor=192.0.2.7", "authorities=1 1 1 ", "home_in_source=no", "memory=536870912", "owned=unpacked", "successor_tool=a tool of the contract buildpack", "profile=profile of /app", "config=from: release"])
            Assert.Contains(fact + "\n", answer, StringComparison.Ordinal);
    }
}
