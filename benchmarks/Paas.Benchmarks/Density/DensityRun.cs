using System.Diagnostics;
using System.Globalization;

namespace Paas.Density;

/// <summary>Many dynos of many apps on one machine: start, memory, idleness, and a crash of the host. Leaves no process, also when it fails.</summary>
internal static class DensityRun
{
    /// <summary>How long the host is watched while nothing happens.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(65); // longer than the interval in which everything is planned again

    public static async Task<DensityFigures> MeasureAsync(int apps, int dynosPerApp, bool outlive)
    {
        var root = Directory.CreateTempSubdirectory("paas-density-").FullName;
        try
        {
            return await MeasureAsync(root, apps, dynosPerApp, outlive);
        }
        finally
        {
            Leftovers.Kill(root);
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task<DensityFigures> MeasureAsync(string root, int apps, int dynosPerApp, bool outlive)
    {
        var data = Path.Combine(root, "data");
        var deploys = Stopwatch.StartNew();
        using (var first = MeasuredProcess.Launch(data, outlive: false, apps, dynosPerApp))
        {
            await first.WaitAsync("up");
            deploys.Stop();
            first.Kill();
        }

        // What the host needs to find nothing running, and start all.
        Leftovers.Kill(root);
        var (host, start) = await StartAsync(data, apps, dynosPerApp, outlive);
        TimeSpan again;
        MeasuredProcess second;
        using (host)
        {
            host.Kill();
            (second, again) = await StartAsync(data, apps, dynosPerApp, outlive);
        }

        using (second)
        {
            await second.SendAsync("settle");
            var heap = double.Parse(await second.WaitAsync("heap"), CultureInfo.InvariantCulture);
            await Task.Delay(TimeSpan.FromSeconds(10)); // until what the start left over is done
            var (cpu, watch) = (second.CpuTime, Stopwatch.StartNew());
            await Task.Delay(Idle);
            var share = (second.CpuTime - cpu) / watch.Elapsed;
            var (processes, dynoMemory) = Leftovers.Measure(root);
            var figures = new DensityFigures(deploys.Elapsed, start, again, share, second.Resident, heap, second.Threads, processes, dynoMemory);
            await second.SendAsync("end");
            await second.WaitAsync("ended");
            return figures;
        }
    }

    private static async Task<(MeasuredProcess Host, TimeSpan Up)> StartAsync(string data, int apps, int dynosPerApp, bool outlive)
    {
        var watch = Stopwatch.StartNew();
        var host = MeasuredProcess.Launch(data, outlive, apps, dynosPerApp);
        try
        {
            await host.WaitAsync("up");
            return (host, watch.Elapsed);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }
}
