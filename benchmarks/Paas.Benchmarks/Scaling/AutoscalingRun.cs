using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Paas.Scaling;

/// <summary>A real app with real dynos behind the real router: load comes, dynos are added, load goes, dynos go. Prints what the app's log says of it.</summary>
internal static class AutoscalingRun
{
    private const int Clients = 16;

    /// <summary>One request at a time, 50 ms each: 20 requests/s.</summary>
    private const string Server =
        """
        use Socket;
        $SIG{TERM} = sub { exit 0 };
        socket(my $server, PF_INET, SOCK_STREAM, 0) or die $!;
        setsockopt($server, SOL_SOCKET, SO_REUSEADDR, 1);
        bind($server, sockaddr_in($ENV{PORT}, INADDR_ANY)) or die $!;
        listen($server, 64) or die $!;
        while (accept(my $client, $server)) {
            my $head = '';
            while ($head !~ /\r\n\r\n/) { sysread($client, $head, 4096, length $head) or last }
            if ($head =~ /\r\n\r\n/) {
                select(undef, undef, undef, 0.05);
                syswrite($client, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nup\n");
            }
            close $client;
        }
        """;

    public static async Task PrintAsync(TextWriter output)
    {
        var root = Directory.CreateTempSubdirectory("paas-autoscale-").FullName;
        try
        {
            await PrintAsync(root, output);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task PrintAsync(string root, TextWriter output)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.Configure<PaasOptions>(options => options.DataDirectory = root);
        builder.Services.Configure<EngineOptions>(static options => (options.AutoscalingInterval, options.AutoscalingWindow) = (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10)));
        builder.Services.AddPaas(static paas => paas.AddBuildpacks().AddRouter(static router => router.Listen(0)));
        var drain = new ScalingLines();
        builder.Services.AddSingleton<ILogDrain>(drain);
        using var host = builder.Build();
        await host.StartAsync();
        var platform = host.Services.GetRequiredService<IPlatform>();
        var app = await platform.Apps.CreateAsync("shop");
        var build = await platform.Builds.CreateAsync("shop", new BuildSource(static async (directory, cancellationToken) =>
        {
            await File.WriteAllTextAsync(Path.Combine(directory, "Procfile"), "web: exec perl server.pl\n", cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(directory, "server.pl"), Server, cancellationToken);
        }));
        build = await platform.Builds.WaitAsync("shop", build.Id);
        if (build.Status != BuildStatus.Succeeded)
            throw new InvalidOperationException(build.Reason);
        await platform.Formations.UpdateAsync("shop", [new FormationUpdate("web")
        {
            Autoscaling = new Autoscaling(1, 5, AutoscalingSignal.ResponseTime, 250) { UpCooldown = TimeSpan.FromSeconds(6), DownCooldown = TimeSpan.FromSeconds(15) },
        }]);

        output.WriteLine($"""
            # Autoscaling, a real run

            `dotnet run -c Release --project benchmarks/Paas.Benchmarks -- autoscale-run > benchmarks/results/autoscaling-run.md`

            An app of single-threaded dynos (50 ms a request) as local processes behind the router. {Clients} clients ask without a pause for 60 s, two for 20 s more, then nobody.
            1 to 5 dynos by a response time of 250 ms; a look every 2 s, cool-downs of 6 s up and 15 s down, so that it is over in two minutes. The app's log, without the dynos' output and the request lines:

            ```
            """);
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => RequestAsync(app, TimeSpan.FromSeconds(client < 2 ? 80 : 60))));
        while ((await platform.Dynos.ListAsync("shop")).Count > 1 && watch.Elapsed < TimeSpan.FromMinutes(4))
            await Task.Delay(TimeSpan.FromMilliseconds(500));
        await host.StopAsync();
        foreach (var line in drain.Lines)
            output.WriteLine(line);
        output.WriteLine("```");
        output.WriteLine();
        output.WriteLine($"{counts.Sum(static count => count.Answered)} requests were answered, {counts.Sum(static count => count.Failed)} failed.");
    }

    private static async Task<(int Answered, int Failed)> RequestAsync(App app, TimeSpan time)
    {
        using var client = new HttpClient();
        var (answered, failed, watch) = (0, 0, Stopwatch.StartNew());
        while (watch.Elapsed < time)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://{IPAddress.Loopback}:{app.WebUrl!.Port}/"));
            request.Headers.Host = app.WebUrl.Host;
            using var reply = await client.SendAsync(request);
            if (reply.IsSuccessStatusCode)
                answered++;
            else
                failed++;
        }

        return (answered, failed);
    }

    /// <summary>Keeps what is said of dynos and their number; the log itself keeps 1,500 lines, and each request is one.</summary>
    private sealed class ScalingLines : ILogDrain
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public string Name => "scaling";

        public IEnumerable<string> Lines => _lines;

        public ValueTask WriteAsync(IReadOnlyList<LogLine> lines, CancellationToken cancellationToken)
        {
            foreach (var line in lines)
            {
                if (line.Process != "router" && (line.Source == "heroku" || line.Message.Contains("cal", StringComparison.Ordinal)))
                    _lines.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{line.At:HH:mm:ss} {line.Source}[{line.Process}]: {line.Message}"));
            }

            return ValueTask.CompletedTask;
        }
    }
}
