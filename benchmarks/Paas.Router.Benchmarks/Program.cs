using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using Paas.CpuTime;
using Paas.Heads;
using Paas.Stalls;

const string Usage =
    """
    Usage: dotnet run -c Release --project benchmarks/Paas.Router.Benchmarks -- MODE
      micro       the parts of the router (BenchmarkDotNet; further arguments are its own, such as --filter '*Lookup*')
      cpu [NAME]  the same by processor time, for a machine that others use too: prints the table of router-micro.md
      stalls      route changes and garbage collections under traffic, with a million hosts
    The results are in benchmarks/results/router-micro.md.
    """;

switch (args)
{
    case ["cpu", .. var names]:
        CpuTable.Print(Console.Out, names.Length == 0 ? "" : names[0]);
        return 0;
    case ["stalls"]:
        await StallRun.PrintAsync(Console.Out);
        return 0;
    case ["micro", .. var rest]:
        var config = DefaultConfig.Instance.AddJob(Job.ShortRun).WithOptions(ConfigOptions.JoinSummary);
        BenchmarkSwitcher.FromAssembly(typeof(HeadParsing).Assembly).Run(rest.Length == 0 ? ["--filter", "*"] : rest, config);
        return 0;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}
