using System.Diagnostics;
using Paas.Deploys;

namespace Paas.Sleeping;

/// <summary>A platform with router and local dynos in this process, and apps that sleep on it.</summary>
internal sealed class SleepBench : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly string _root = Directory.CreateTempSubdirectory("paas-bench-").FullName;
    private readonly WebApplication _host;
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        // Names under localhost are not known to every resolver.
        ConnectCallback = static async (context, cancellationToken) =>
        {
            var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(System.Net.IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
            return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
        },
    });

    private SleepBench(Action<LocalProcessOptions>? configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<PaasOptions>(options => options.DataDirectory = Path.Combine(_root, "data"));
        if (configure is not null)
            builder.Services.Configure(configure);
        builder.Services.Configure<EngineOptions>(static options =>
        {
            // Where this machine's pip finds its packages.
            foreach (var name in (string[])["PIP_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX"])
                options.BuildEnvironment.Add(name);
        });
        builder.Services.AddPaas(static paas => paas.AddBuildpacks().AddRouter(static router => router.Listen(0)));
        _host = builder.Build();
    }

    public IPlatform Platform => _host.Services.GetRequiredService<IPlatform>();

    public static async Task<SleepBench> StartAsync(Action<LocalProcessOptions>? configure = null)
    {
        var bench = new SleepBench(configure);
        await bench._host.StartAsync();
        return bench;
    }

    /// <summary>Creates an app from what fills its source directory, and waits until its web dyno is up.</summary>
    public async Task CreateAsync(string app, Action<string> fill)
    {
        await Platform.Apps.CreateAsync(app);
        var build = await Platform.Builds.CreateAsync(app, new BuildSource((directory, _) =>
        {
            fill(directory);
            return ValueTask.CompletedTask;
        }));
        build = await Platform.Builds.WaitAsync(app, build.Id);
        if (build.Status != BuildStatus.Succeeded)
            throw new InvalidOperationException($"The build of {app} failed: {build.Reason}");
        await WhenAsync(app, static dynos => dynos is [{ State: DynoState.Up }]);
    }

    public Task SetPolicyAsync(string app, TimeSpan? freezeAfter, TimeSpan? sleepAfter) =>
        Platform.Apps.UpdateAsync(app, new AppUpdate { Sleep = new SleepPolicy { FreezeAfter = freezeAfter, SleepAfter = sleepAfter } });

    /// <summary>Waits until the app is frozen, or has no dynos at all.</summary>
    public Task SleepsAsync(string app) => WhenAsync(app, static dynos => dynos.All(static dyno => dyno.State == DynoState.Idle));

    /// <summary>Time of a request from its start to the whole answer; throws unless that is 200.</summary>
    public async Task<TimeSpan> RequestAsync(string app)
    {
        var url = (await Platform.Apps.GetAsync(app)).WebUrl!;
        var started = Stopwatch.GetTimestamp();
        using var reply = await _client.GetAsync(url);
        await reply.Content.ReadAsByteArrayAsync();
        var elapsed = Stopwatch.GetElapsedTime(started);
        return reply.EnsureSuccessStatusCode() is null ? default : elapsed;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await _host.DisposeAsync();
        _client.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private async Task WhenAsync(string app, Func<IReadOnlyList<Dyno>, bool> holds)
    {
        var started = Stopwatch.GetTimestamp();
        while (!holds(await Platform.Dynos.ListAsync(app)))
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
                throw new TimeoutException($"{app}: {string.Join(' ', await Platform.Dynos.ListAsync(app))}");
            await Task.Delay(5);
        }
    }
}
