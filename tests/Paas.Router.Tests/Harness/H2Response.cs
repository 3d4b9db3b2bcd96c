using System.Globalization;
using System.Text;

namespace Paas.Harness;

/// <summary>What came on one stream, up to its end.</summary>
internal sealed class H2Response
{
    private readonly StringBuilder _body = new();

    public List<(string Name, string Value)> Headers { get; } = [];

    public List<(string Name, string Value)> Trailers { get; } = [];

    /// <summary>Statuses of interim responses.</summary>
    public List<int> Interim { get; } = [];

    public string Body => _body.ToString();

    public int Length => _body.Length;

    /// <summary>Code of RST_STREAM, if it ended so.</summary>
    public int? ResetCode { get; set; }

    public int Status => int.Parse(this[":status"] ?? "0", CultureInfo.InvariantCulture);

    public void Add(string data) => _body.Append(data);

    public string? this[string name] => Headers.SingleOrDefault(header => header.Name == name).Value;
}
