using System.Collections.Immutable;

namespace Paas.CloudNative;

/// <summary>One way to take part in a build.</summary>
internal sealed record PlanAlternative(ImmutableArray<string> Provides, ImmutableArray<PlanRequirement> Requires)
{
    /// <summary>No conditions.</summary>
    public static PlanAlternative None { get; } = new([], []);
}
