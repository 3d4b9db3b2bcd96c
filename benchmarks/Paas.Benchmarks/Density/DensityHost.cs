using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Paas.Density;

/// <summary>
/// The host that is measured, in a process of its own: a whole platform with files, local processes and the router. Tells on its
/// output when all dynos are up and answer; on <c>settle</c> collects its garbage and tells its heap; on <c>end</c> it scales to nothing.
/// </summary>
internal static class DensityHost
{
    private const string Server =
        """
        use Socket;
        socket(my $server, PF_INET, SOCK_STREAM, 0) or die $!;
        setsockopt($server, SOL_SOCKET, SO_REUSEADDR, 1);
        bind($server, sockaddr_in($ENV{PORT}, INADDR_ANY)) or die $!;
        listen($server, 16) or die $!;
        while (accept(my $client, $server)) {
            my $head = '';
            while ($head !~ /\r\n\r\n/) { sysread($client, $head, 4096, length $head) or last }
            syswrite($client, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nup\n");
            close $client;
        }
        """;

    public static async Task RunAsync(string data, bool outlive, int apps, int dynosPerApp, TextReader commands, TextWriter output)
    {
        using var host = Build(data, outlive);
        await host.StartAsync();
        var platform = host.Services.GetRequiredService<IPlatform>();
        if ((await platform.Apps.ListAsync()).Count == 0)
            await SeedAsync(platform, apps, dynosPerApp);
        await ConvergeAsync(platform, apps * dynosPerApp);
        await AnswerAsync(platform);
        output.WriteLine("up");

        while (await commands.ReadLineAsync() is { } command)
        {
            if (command == "settle")
            {
                GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"heap {GC.GetTotalMemory(forceFullCollection: true) / 1048576.0}"));
            }
            else if (command == "end")
            {
                foreach (var app in await platform.Apps.ListAsync())
                    await platform.Formations.UpdateAsync(app.Name, [new FormationUpdate("web") { Quantity = 0 }]);
                await ConvergeAsync(platform, 0);
                break;
            }
        }

        await host.StopAsync();
        output.WriteLine("ended");
    }

    private static IHost Build(string data, bool outlive)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.Configure<PaasOptions>(options => options.DataDirectory = data);
        builder.Services.AddPaas(paas => paas
            .UseLocalProcesses(options => (options.FirstPort, options.LastPort, options.OutliveHost) = (30_000, 31_999, outlive))
            .AddBuildpacks()
            .AddRouter(static router => router.Listen(0)));
        return builder.Build();
    }

    private static async Task SeedAsync(IPlatform platform, int apps, int dynosPerApp)
    {
        for (var number = 0; number < apps; number++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"app-{number:000}");
            await platform.Apps.CreateAsync(name);
            var build = await platform.Builds.CreateAsync(name, new BuildSource(static async (directory, cancellationToken) =>
            {
                await File.WriteAllTextAsync(Path.Combine(directory, "Procfile"), "web: exec perl server.pl\n", cancellationToken);
                await File.WriteAllTextAsync(Path.Combine(directory, "server.pl"), Server, cancellationToken);
            }));
            build = await platform.Builds.WaitAsync(name, build.Id);
            if (build.Status != BuildStatus.Succeeded)
                throw new InvalidOperationException(build.Reason);
            await platform.Formations.UpdateAsync(name, [new FormationUpdate("web") { Quantity = dynosPerApp }]);
        }
    }

    private static async Task ConvergeAsync(IPlatform platform, int wanted)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var (up, all, last) = (0, 0, "");
            foreach (var app in await platform.Apps.ListAsync())
            {
                var dynos = await platform.Dynos.ListAsync(app.Name);
                up += dynos.Count(static dyno => dyno.State == DynoState.Up);
                all += dynos.Count;
                last = dynos.FirstOrDefault(static dyno => dyno.State == DynoState.Crashed)?.Reason ?? last;
            }

            if (up == wanted && all == wanted)
                return;
            if (watch.Elapsed > TimeSpan.FromMinutes(5))
                throw new TimeoutException($"{up} of {wanted} dynos are up after 5 minutes. {last}");
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    private static async Task AnswerAsync(IPlatform platform)
    {
        using var client = new HttpClient();
        foreach (var app in await platform.Apps.ListAsync())
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://{IPAddress.Loopback}:{app.WebUrl!.Port}/"));
            request.Headers.Host = app.WebUrl.Host;
            using var reply = await client.SendAsync(request);
            reply.EnsureSuccessStatusCode();
        }
    }
}
