using System.Globalization;

namespace Paas.Harness;

/// <summary>What came on one stream, up to its end.</summary>
internal sealed class H2Response
{
    public List<(string Name, string Value)> Headers { get; } = [];

    public List<(string Name, string Value)> Trailers { get; } = [];

    /// <summary>Statuses of interim responses.</summary>
    public List<int> Interim { get; } = [];

    public string Body { get; set; } = "";

    /// <summary>Code of RST_STREAM, if it ended so.</summary>
    public int? ResetCode { get; set; }

    public int Status => int.Parse(this[":status"] ?? "0", CultureInfo.InvariantCulture);

    public string? this[string name] => Headers.SingleOrDefault(header => header.Name == name).Value;
}
