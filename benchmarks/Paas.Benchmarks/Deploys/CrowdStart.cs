using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Hosting;

namespace Paas.Deploys;

/// <summary>An engine with 1,000 apps, each with one release and one web dyno: how long it takes to start, and what it weighs.</summary>
internal static class CrowdStart
{
    public const int Apps = 1_000;
    private const int Runs = 5;

    /// <summary>Medians of five starts, each in a process of its own: until the host has started, until all dynos are up, memory above an empty engine.</summary>
    public static async Task<(double StartMs, double UpMs, double EmptyStartMs, double WorkingSetMb, double HeapMb)> MeasureAsync(string store)
    {
        var data = Directory.CreateTempSubdirectory("paas-bench-").FullName;
        var empty = Directory.CreateTempSubdirectory("paas-bench-").FullName;
        try
        {
            await SeedAsync(data, store);
            var (full, none) = (new List<double[]>(), new List<double[]>());
            for (var run = 0; run < Runs; run++)
            {
                full.Add(await LaunchAsync(data, store));
                none.Add(await LaunchAsync(empty, store));
            }

            double Median(List<double[]> runs, int figure) => Figures.Median(runs.Select(run => run[figure]));
            return (Median(full, 0), Median(full, 1), Median(none, 0), Median(full, 2) - Median(none, 2), Median(full, 3) - Median(none, 3));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
            Directory.Delete(empty, recursive: true);
        }
    }

    /// <summary>The process that is measured.</summary>
    public static async Task MeasureAsync(string data, string store, TextWriter output)
    {
        using var host = Build(data, store);
        var router = (CountingRouter)host.Services.GetRequiredService<IHttpRouter>();
        var wanted = Directory.Exists(Path.Combine(data, "slugs")) ? Apps : 0;
        var watch = Stopwatch.StartNew();
        await host.StartAsync();
        var started = watch.Elapsed;
        while (router.Up < wanted)
            await Task.Delay(TimeSpan.FromMilliseconds(1));
        var up = watch.Elapsed;
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        using var process = Process.GetCurrentProcess();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"figures {started.TotalMilliseconds} {up.TotalMilliseconds} {process.WorkingSet64 / 1048576.0} {heap / 1048576.0}"));
        await host.StopAsync();
    }

    private static async Task SeedAsync(string data, string store)
    {
        using var host = Build(data, store);
        await host.StartAsync();
        var platform = host.Services.GetRequiredService<IPlatform>();
        for (var number = 0; number < Apps; number++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"app-{number:000}");
            await platform.Apps.CreateAsync(name);
            await platform.Config.UpdateAsync(name, new Dictionary<string, string?> { ["DATABASE_URL"] = $"postgres://{name}@db/{name}", ["SECRET"] = new('x', 64) });
            var build = await platform.Builds.CreateAsync(name, new BuildSource(static (directory, cancellationToken) =>
                new ValueTask(File.WriteAllTextAsync(Path.Combine(directory, "Procfile"), "web: serve\nworker: work\n", cancellationToken))));
            build = await platform.Builds.WaitAsync(name, build.Id);
            if (build.Status != BuildStatus.Succeeded)
                throw new InvalidOperationException(build.Reason);
        }

        await host.StopAsync();
    }

    private static IHost Build(string data, string store)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.Configure<PaasOptions>(options => options.DataDirectory = data);
        builder.Services.AddSingleton<IDynoDriver, InstantDriver>();
        builder.Services.AddSingleton<IHttpRouter, CountingRouter>();
        builder.Services.AddPaas(paas =>
        {
            paas.AddBuildpacks();
            if (store == "SQLite")
                paas.UseSqlite("paas.db");
        });
        return builder.Build();
    }

    private static async Task<double[]> LaunchAsync(string data, string store)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(typeof(CrowdStart).Assembly.Location);
        foreach (var argument in (string[])["start", data, store])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var line = output.Split('\n').FirstOrDefault(static line => line.StartsWith("figures ", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"The start with {store} failed:\n{output}");
        return [.. line.Split(' ')[1..].Select(static figure => double.Parse(figure, CultureInfo.InvariantCulture))];
    }

    /// <summary>Knows how many apps are served.</summary>
    private sealed class CountingRouter : IHttpRouter
    {
        private volatile RouteTable _table = RouteTable.Empty;

        public Uri? Address => null;

        public int Up => _table.Hosts.Values.Count(static route => route.Status == RouteStatus.Serving);

        public ValueTask UpdateAsync(RouteTable routes, CancellationToken cancellationToken)
        {
            _table = routes;
            return ValueTask.CompletedTask;
        }

        public ValueTask<string?> CheckAsync(Guid dynoId, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);

        public ValueTask DrainAsync(Guid dynoId, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
