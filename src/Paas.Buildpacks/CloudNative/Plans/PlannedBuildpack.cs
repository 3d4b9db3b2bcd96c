using System.Collections.Immutable;

namespace Paas.CloudNative;

/// <summary>A buildpack whose detection passed, on the way into a plan.</summary>
/// <param name="Id">Its id, which is in a group once.</param>
/// <param name="Optional">Whether the group passes without it.</param>
/// <param name="Alternatives">The ways in which it can take part; at least one.</param>
internal sealed record PlannedBuildpack(string Id, bool Optional, ImmutableArray<PlanAlternative> Alternatives);
