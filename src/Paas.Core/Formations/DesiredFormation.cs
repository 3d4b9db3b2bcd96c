using System.Collections.Immutable;

namespace Paas.Formations;

/// <summary>What should run: derived from the app's document and its current release.</summary>
/// <param name="Release">Number of the current release.</param>
/// <param name="Processes">Its process types with a quantity above 0.</param>
internal sealed record DesiredFormation(int Release, ImmutableArray<DesiredProcess> Processes)
{
    public static DesiredFormation Nothing { get; } = new(0, []);
}
