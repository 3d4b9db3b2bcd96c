using System.Collections.Immutable;

namespace Paas.CloudNative;

/// <summary>One name in a trial: who provides and who requires it.</summary>
internal sealed class Dependency(string name)
{
    private readonly List<string> _providers = [];
    private readonly List<PlanRequirement> _requires = [];
    private readonly List<PlanOption> _unmet = [];
    private readonly List<PlanOption> _unused = [];

    public string Name => name;

    /// <summary>Those that require it before anybody provides it.</summary>
    public IReadOnlyList<PlanOption> Unmet => _unmet;

    /// <summary>Those that provide it after its last requirement.</summary>
    public IReadOnlyList<PlanOption> Unused => _unused;

    public PlanEntry Entry => new(name, [.. _providers], [.. _requires]);

    /// <summary>All names of a trial, in the order in which they come up.</summary>
    public static ImmutableArray<Dependency> Of(IEnumerable<PlanOption> trial)
    {
        var dependencies = new OrderedDictionary<string, Dependency>(StringComparer.Ordinal);
        foreach (var option in trial)
        {
            foreach (var provided in option.Plan.Provides)
                Get(provided)._unused.Add(option);
            foreach (var required in option.Plan.Requires)
                Get(required.Name).Require(option, required);
        }

        return [.. dependencies.Values];

        Dependency Get(string key)
        {
            if (!dependencies.TryGetValue(key, out var found))
                dependencies.Add(key, found = new Dependency(key));
            return found;
        }
    }

    private void Require(PlanOption option, PlanRequirement requirement)
    {
        _providers.AddRange(_unused.Select(static provider => provider.Id));
        _unused.Clear();
        if (_providers.Count == 0)
            _unmet.Add(option);
        else
            _requires.Add(requirement);
    }
}
