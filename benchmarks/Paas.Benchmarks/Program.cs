using System.Globalization;
using BenchmarkDotNet.Running;
using Paas.Api;
using Paas.Density;
using Paas.Deploys;
using Paas.Dynos;
using Paas.Engine;
using Paas.Isolation;
using Paas.Scaling;
using Paas.Sleeping;
using Paas.Slugs;

const string Usage =
    """
    Usage: dotnet run -c Release --project benchmarks/Paas.Benchmarks -- MODE
      deploy      deploy overhead, memory and start of 1,000 apps: prints the table of benchmarks/results/deploy.md
      api         the API with 1,000 apps, reading and changing: prints the table of benchmarks/results/api.md
      density [APPS DYNOS]  that many apps (50) of that many dynos each (4): prints the table of benchmarks/results/density.md
      autoscale-run  load that comes and goes on a real app: prints benchmarks/results/autoscaling-run.md
      autoscale [DIR]  load curves carried by simulated dynos: prints benchmarks/results/autoscaling.md, plots into DIR (default: here)
      sleep       sleeping apps: wake times, memory, requests lost; prints the table of benchmarks/results/sleep.md (Linux)
      local       what local dynos cost their host: starts, supervisors, measuring (Linux)
      dyno-start  from the start of a dyno to its listening, by level of isolation: prints benchmarks/results/dyno-start.md
      slug [DIR…] packing and unpacking against tar with gzip and zstd: prints benchmarks/results/slug.md (default: trees of npm and Python)
      isolation   what hostile apps try, and what comes of it: prints benchmarks/results/isolation.md
      micro       the parts of the engine (BenchmarkDotNet; further arguments are its own, such as --filter '*Slug*')
    """;

switch (args)
{
    case ["deploy"]:
        await DeployTable.PrintAsync(Console.Out);
        return 0;
    case ["start", var data, var store]:
        await CrowdStart.MeasureAsync(data, store, Console.Out);
        return 0;
    case ["api"]:
        await ApiTable.PrintAsync(Console.Out);
        return 0;
    case ["density"]:
        await DensityTable.PrintAsync(Console.Out, 50, 4);
        return 0;
    case ["density", var apps, var dynos]:
        await DensityTable.PrintAsync(Console.Out, int.Parse(apps, CultureInfo.InvariantCulture), int.Parse(dynos, CultureInfo.InvariantCulture));
        return 0;
    case ["density-host", var root, var outlive, var apps, var dynos]:
        await DensityHost.RunAsync(root, bool.Parse(outlive), int.Parse(apps, CultureInfo.InvariantCulture), int.Parse(dynos, CultureInfo.InvariantCulture), Console.In, Console.Out);
        return 0;
    case ["autoscale-run"]:
        await AutoscalingRun.PrintAsync(Console.Out);
        return 0;
    case ["autoscale"]:
        await AutoscalingTable.PrintAsync(Console.Out, ".");
        return 0;
    case ["autoscale", var directory]:
        await AutoscalingTable.PrintAsync(Console.Out, directory);
        return 0;
    case ["sleep"]:
        await SleepTable.PrintAsync(Console.Out);
        return 0;
    case ["local"]:
        await LocalDynoTable.PrintAsync(Console.Out);
        return 0;
    case ["dyno-start"]:
        await StartTable.PrintAsync(Console.Out);
        return 0;
    case ["slug", .. var trees]:
        await SlugTable.PrintAsync(Console.Out, trees);
        return 0;
    case ["isolation"]:
        await IsolationTable.PrintAsync(Console.Out);
        return 0;
    case ["micro", .. var rest]:
        BenchmarkSwitcher.FromAssembly(typeof(PlannerBenchmarks).Assembly).Run(rest.Length == 0 ? ["--filter", "*"] : rest);
        return 0;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}
