using System.Diagnostics;

namespace Paas.Docker.Apps;

/// <summary>A whole host dies by <c>kill -9</c>; its containers do not even notice.</summary>
public sealed class KilledHostTests(DockerDaemon daemon)
{
    private const string DataVariable = "PAAS_TEST_DOCKER_DATA";
    private const string EndpointVariable = "PAAS_TEST_DOCKER_ENDPOINT";
    private const string App = "shop";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly List<int> _launched = [];

    [Fact]
    public async Task Host_KilledAndStartedAgain_HasTheSameContainers()
    {
        await daemon.RequireAsync();
        using var http = new HttpClient { Timeout = Patience };
        var data = Directory.CreateTempSubdirectory("paas-docker-host-").FullName;
        try
        {
            string before, platform, containers;
            using (var host = Launch(data))
            {
                before = await DockerPlatform.GetAsync(http, await ReadyAsync(host), App);
                platform = await PlatformAsync(before);
                containers = await ContainersAsync(platform);
                host.Kill();
                await host.WaitForExitAsync(TestContext.Current.CancellationToken);
            }

            Assert.Equal(containers, await ContainersAsync(platform));
            using (var host = Launch(data))
            {
                Assert.Equal(before, await DockerPlatform.GetAsync(http, await ReadyAsync(host), App));
                Assert.Equal(containers, await ContainersAsync(platform));
                host.Kill();
                await host.WaitForExitAsync(TestContext.Current.CancellationToken);
            }

            Assert.Matches("^[0-9a-f-]{36} [0-9]+ hello user=1000$", before);
        }
        finally
        {
            // After a failure one may still live, and hold the data.
            foreach (var id in _launched)
                await EndAsync(id);
            await RemoveAsync(data);
        }
    }

    /// <summary>Not a test of its own: the program that is killed. At its first start it deploys the app.</summary>
    [Fact(Explicit = true)]
    public async Task HostUntilKilled()
    {
        var data = Environment.GetEnvironmentVariable(DataVariable);
        Assert.False(string.IsNullOrEmpty(data), $"{DataVariable} is not set: this is started by {nameof(KilledHostTests)} only.");
        await using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        await using var platform = await DockerPlatform.StartAsync(new Uri(Environment.GetEnvironmentVariable(EndpointVariable)!), data);
        if ((await platform.Platform.Apps.ListAsync(TestContext.Current.CancellationToken)).Count == 0)
        {
            await platform.Platform.Apps.CreateAsync(App, TestContext.Current.CancellationToken);
            await platform.Platform.Config.UpdateAsync(App, new Dictionary<string, string?> { ["GREETING"] = "hello" }, TestContext.Current.CancellationToken);
            await platform.DeployAsync(App, PerlApp.Source("0123456789", ("Procfile", "web: perl server.pl\n")));
        }

        await output.WriteLineAsync($"ready {platform.Router}");
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private Process Launch(string data)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(typeof(KilledHostTests).Assembly.Location);
        foreach (var argument in (string[])["-method", $"{typeof(KilledHostTests).FullName}.{nameof(HostUntilKilled)}", "-explicit", "only", "-noColor"])
            start.ArgumentList.Add(argument);
        start.Environment[DataVariable] = data;
        start.Environment[EndpointVariable] = daemon.Endpoint.ToString();
        var host = Process.Start(start)!;
        _launched.Add(host.Id);
        return host;
    }

    private static async Task EndAsync(int id)
    {
        try
        {
            using var host = Process.GetProcessById(id);
            host.Kill();
            await host.WaitForExitAsync(CancellationToken.None);
        }
        catch (ArgumentException)
        {
            // It has ended, as it should.
        }
    }

    private static async Task<Uri> ReadyAsync(Process host)
    {
        var transcript = new List<string>();
        while (await host.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("ready ", StringComparison.Ordinal))
                return new Uri(line["ready ".Length..]);
            transcript.Add(line);
        }

        throw new InvalidOperationException($"The host did not start: {string.Join('\n', transcript)}");
    }

    /// <summary>The platform of the dyno that answered; other tests have theirs on the same daemon.</summary>
    private async Task<string> PlatformAsync(string answer) =>
        (await daemon.DockerAsync("inspect", "--format", "{{index .Config.Labels \"paas.platform\"}}", $"paas-web.1-{Guid.Parse(answer.Split(' ')[0]):n}")).Trim();

    private Task<string> ContainersAsync(string platform) =>
        daemon.DockerAsync("ps", "--no-trunc", "--filter", $"label=paas.platform={platform}", "--filter", "name=paas-web.1", "--format", "{{.ID}} {{.CreatedAt}}");

    /// <summary>A host that re-adopts nothing ends what is left.</summary>
    private async Task RemoveAsync(string data)
    {
        await using (var platform = await DockerPlatform.StartAsync(daemon.Endpoint, data, static docker => docker.OutliveHost = false))
            await platform.Platform.Apps.DestroyAsync(App, CancellationToken.None);
        Directory.Delete(data, recursive: true);
    }
}
