using System.Globalization;
using Paas.Load.Configuration;

namespace Paas.Load.Measuring;

/// <summary>Runs wrk on the core of the load.</summary>
internal sealed class Wrk(string directory)
{
    // Without a request or response function the script costs nothing per request.
    private const string Script =
        """
        function done(summary, latency, requests)
          local e = summary.errors
          io.write(string.format("RESULT %d %d %.3f %.0f %.0f %d\n", summary.requests,
            e.connect + e.read + e.write + e.status + e.timeout, summary.duration / 1e6,
            latency:percentile(50), latency:percentile(99), e.timeout))
        end
        """;

    public async Task<LoadResult> RunAsync(Uri url, double seconds, IEnumerable<string> headers, CancellationToken cancellationToken)
    {
        var script = Path.Combine(directory, "report.lua");
        if (!File.Exists(script))
            await File.WriteAllTextAsync(script, Script, cancellationToken);
        string[] arguments =
        [
            "-t1", $"-c{LoadOptions.Connections}", $"-d{Math.Ceiling(seconds).ToString(CultureInfo.InvariantCulture)}s", "--latency", "-s", script,
            .. headers.SelectMany(header => new[] { "-H", header }), url.AbsoluteUri,
        ];
        var output = await Tool.RunAsync(Tool.Pinned(LoadOptions.LoadCore, "wrk", arguments), cancellationToken);
        return LoadResult.Parse(output);
    }
}
