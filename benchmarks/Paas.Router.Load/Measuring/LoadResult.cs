using System.Globalization;

namespace Paas.Load.Measuring;

/// <summary>What a load generator reports.</summary>
/// <param name="Requests">Responses, or WebSocket messages, that came back complete.</param>
/// <param name="Failed">Of these, those that were not 2xx or 3xx or late, and connections that failed.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="P50">Median latency in microseconds.</param>
/// <param name="P99">99th percentile in microseconds.</param>
/// <param name="Late">Of the failed, those that took more than 2 s, wrk's timeout; they may have come after all.</param>
internal sealed record LoadResult(long Requests, long Failed, double Seconds, double P50, double P99, long Late = 0)
{
    private const string Mark = "RESULT ";

    /// <summary>Finds the line <c>RESULT requests failed seconds p50 p99 late</c>.</summary>
    public static LoadResult Parse(string output)
    {
        var line = output.Split('\n').LastOrDefault(line => line.StartsWith(Mark, StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"The load generator gave no result: {output}");
        var fields = line[Mark.Length..].Split(' ').Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        return new LoadResult((long)fields[0], (long)fields[1], fields[2], fields[3], fields[4], (long)fields[5]);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Mark}{Requests} {Failed} {Seconds:F3} {P50:F0} {P99:F0} {Late}");
}
