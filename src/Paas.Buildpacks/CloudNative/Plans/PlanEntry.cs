using System.Collections.Immutable;

namespace Paas.CloudNative;

/// <summary>A dependency of a resolved plan.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Providers">Ids of the buildpacks that may provide it, in order.</param>
/// <param name="Requires">What is asked of it.</param>
internal sealed record PlanEntry(string Name, ImmutableArray<string> Providers, ImmutableArray<PlanRequirement> Requires);
