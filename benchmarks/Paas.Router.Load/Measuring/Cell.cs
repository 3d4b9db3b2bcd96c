using Paas.Load.Configuration;
using Paas.Load.Peers;
using Paas.Load.Scenarios;

namespace Paas.Load.Measuring;

/// <summary>A row of the tables: medians of all rounds.</summary>
internal sealed record Cell(IScenario Scenario, BodySize Size, Peer Peer, IReadOnlyList<Sample> Samples)
{
    public double RequestsPerSecond => Median(sample => sample.RequestsPerSecond);

    public double CpuPerRequest => Median(sample => sample.CpuPerRequest);

    public double P50 => Median(sample => sample.Load.P50);

    public double P99 => Median(sample => sample.Load.P99);

    public long Failed => Samples.Sum(sample => sample.Load.Failed - sample.Load.Late);

    public long Late => Samples.Sum(sample => sample.Load.Late);

    private double Median(Func<Sample, double> figure)
    {
        var sorted = Samples.Select(figure).Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
