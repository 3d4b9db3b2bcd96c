namespace Paas.Load.Configuration;

/// <summary>Command line options of the form <c>--name value</c>.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = [];

    public Arguments(IReadOnlyList<string> args, params string[] switches)
    {
        for (var i = 0; i < args.Count; i++)
        {
            var name = args[i];
            if (!name.StartsWith("--", StringComparison.Ordinal))
                throw new ArgumentException($"\"{name}\" is not understood.");
            if (switches.Contains(name))
                _values[name] = "";
            else if (i + 1 < args.Count)
                _values[name] = args[++i];
            else
                throw new ArgumentException($"{name} needs a value.");
        }
    }

    public IEnumerable<string> Names => _values.Keys;

    public bool Has(string name) => _values.ContainsKey(name);

    public string? Find(string name) => _values.GetValueOrDefault(name);

    public string Get(string name) => Find(name) ?? throw new ArgumentException($"{name} is missing.");

    public int GetNumber(string name) =>
        int.TryParse(Get(name), out var number) ? number : throw new ArgumentException($"{name} must be a number.");

    public int FindNumber(string name, int otherwise) => Has(name) ? GetNumber(name) : otherwise;

    public int[] GetNumbers(string name) => [.. GetList(name).Select(part => int.Parse(part, null))];

    public string[] GetList(string name) => Get(name).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
