using System.Globalization;

namespace Paas.Harness;

internal sealed record Message(string Start, List<(string Name, string Value)> Headers, string Body)
{
    public int Status => int.Parse(Start.Split(' ')[1], CultureInfo.InvariantCulture);

    /// <summary>The value of a header that must not come twice.</summary>
    public string? this[string name] => Headers.SingleOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public int Count(string name) => Headers.Count(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
