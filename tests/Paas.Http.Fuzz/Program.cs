using System.Diagnostics;
using Paas.Fuzzing;
using Paas.Fuzzing.Checks;

// Two ways to run:
//   Paas.Http.Fuzz --minutes 10 --seed 1 [--kind all]     by itself, by grammar and mutation, repeatable by its seed
//   Paas.Http.Fuzz --target request                       under libFuzzer (SharpFuzz), see README.md
string[] kinds = ["request", "response", "chunks", "router", "http2"];
if (Option("--target") is { } target)
{
    FuzzTargets.Run(target);
    return 0;
}

var minutes = double.Parse(Option("--minutes") ?? "1", System.Globalization.CultureInfo.InvariantCulture);
var seed = int.Parse(Option("--seed") ?? "1", System.Globalization.CultureInfo.InvariantCulture);
var chosen = Option("--kind") is { } kind and not "all" ? [kind] : kinds;
using var round = new FuzzRound(seed);
var rounds = 0L;
var watch = Stopwatch.StartNew();
using var watchdog = new Watchdog(() => Volatile.Read(ref rounds), seed);
while (watch.Elapsed.TotalMinutes < minutes)
{
    foreach (var each in chosen)
    {
        try
        {
            round.Run(each);
        }
        catch (Exception exception)
        {
            var finding = exception as FindingException;
            Console.WriteLine($"FINDING seed {seed}, round {rounds}, {each}: {finding?.Message ?? exception.ToString()}");
            return 1;
        }
        Volatile.Write(ref rounds, rounds + 1);
    }
}
Console.WriteLine($"seed {seed}: {rounds} executions ({string.Join(", ", chosen)}) in {watch.Elapsed.TotalMinutes:0.0} min, no finding");
if (round.Outcomes.Count > 0)
    Console.WriteLine("requests through the router: " + string.Join(", ", round.Outcomes.Select(outcome => $"{outcome.Key} {outcome.Value}")));
return 0;

string? Option(string name)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
}
