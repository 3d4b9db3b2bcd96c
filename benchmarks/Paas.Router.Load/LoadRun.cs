using Paas.Load.Configuration;
using Paas.Load.Measuring;
using Paas.Load.Peers;
using Paas.Load.Reporting;
using Paas.Load.Scenarios;

namespace Paas.Load;

/// <summary>One run: starts everything, measures what was asked for, and ends everything again.</summary>
internal sealed class LoadRun(LoadOptions options, Bed bed, CancellationToken cancellationToken)
{
    private readonly Peer[] _peers = [.. PeerList.All.Where(peer => options.Peers.Contains(peer.Name))];
    private readonly Turns _turns = new(options, bed, cancellationToken);

    public static async Task<string> RunAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        if (options.HasPriority)
            await Tool.GoFirstAsync();
        await using var bed = new Bed();
        await bed.StartAsync(cancellationToken);
        return await new LoadRun(options, bed, cancellationToken).MeasureAsync();
    }

    private async Task<string> MeasureAsync()
    {
        var machine = await Machine.DescribeAsync(_peers, cancellationToken);
        var scenarios = ScenarioList.All.Where(scenario => options.Scenarios.Contains(scenario.Name)).ToArray();
        var cells = scenarios.Length > 0 ? await MeasureLoadAsync(scenarios) : [];
        var idle = options.Scenarios.Contains(IdleMemory.Name) ? await MeasureIdleAsync() : [];
        return new LoadReport(machine, options, cells, idle).Write();
    }

    private async Task<List<Cell>> MeasureLoadAsync(IReadOnlyList<IScenario> scenarios)
    {
        var running = new List<PeerProcess>();
        try
        {
            foreach (var peer in _peers)
            {
                var process = await peer.StartAsync(bed, cancellationToken);
                running.Add(process);
                await FeatureCheck.RunAsync(process, cancellationToken);
            }
            var cells = new List<Cell>();
            foreach (var scenario in scenarios)
                cells.AddRange(await _turns.MeasureAsync(scenario, running));
            return cells;
        }
        finally
        {
            foreach (var peer in running)
                await peer.DisposeAsync();
        }
    }

    private async Task<List<IdleFigures>> MeasureIdleAsync()
    {
        var figures = new List<IdleFigures>();
        foreach (var peer in _peers)
        {
            figures.Add(await IdleMemory.MeasureAsync(bed, peer, cancellationToken));
            Console.Error.WriteLine($"{IdleMemory.Name} {figures[^1]}");
        }
        return figures;
    }
}
