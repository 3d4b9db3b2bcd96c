using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Paas.Docker.Dynos;

namespace Paas.Docker.Apps;

/// <summary>A host as a user composes it, with its dynos in Docker.</summary>
internal sealed class DockerPlatform(IHost host) : IAsyncDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(90) };

    public IPlatform Platform => host.Services.GetRequiredService<IPlatform>();

    public Uri Router => host.Services.GetRequiredService<IHttpRouter>().Address!;

    public static async Task<DockerPlatform> StartAsync(Uri daemon, string data, Action<DockerOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.Configure<PaasOptions>(options => options.DataDirectory = data);
        builder.Services.AddPaas(paas => paas
            .UseDocker(docker =>
            {
                TestDriver.Configure(docker, daemon);
                configure?.Invoke(docker);
            })
            .AddBuildpacks()
            .AddRouter(router => router.Listen(0)));
        services?.Invoke(builder.Services);
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new DockerPlatform(host);
    }

    /// <summary>Builds and releases, and returns the transcript.</summary>
    public async Task<string> DeployAsync(string app, BuildSource source)
    {
        var build = await Platform.Builds.CreateAsync(app, source, TestContext.Current.CancellationToken);
        var lines = await Platform.Builds.OutputAsync(app, build.Id, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        var transcript = string.Join('\n', lines);
        build = await Platform.Builds.WaitAsync(app, build.Id, TestContext.Current.CancellationToken);
        Assert.True(build.Status == BuildStatus.Succeeded, transcript);
        return transcript;
    }

    public Task<string> GetAsync(string app) => GetAsync(_http, Router, app);

    /// <summary>The router holds a request until a dyno is up.</summary>
    public static async Task<string> GetAsync(HttpClient http, Uri router, string app)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder("http", "127.0.0.1", router.Port).Uri);
        request.Headers.Host = $"{app}.localhost";
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await host.StopAsync(CancellationToken.None);
        if (host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}
