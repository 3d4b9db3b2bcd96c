using System.Collections.Immutable;

namespace Paas.Formations;

/// <summary>What should run: derived from the app's document and its current release.</summary>
/// <param name="Release">Number of the current release.</param>
/// <param name="Processes">Its process types with a quantity above 0.</param>
internal sealed record DesiredFormation(int Release, ImmutableArray<DesiredProcess> Processes)
{
    public static DesiredFormation Nothing { get; } = new(0, []);

    /// <summary>The app's own boot timeout.</summary>
    public TimeSpan? BootTimeout { get; init; }

    /// <summary>New web dynos of a release stay out of the routes until all switch at once.</summary>
    public bool Preboot { get; init; }

    /// <summary>Whether there is a place of this number.</summary>
    public bool Has(string type, int index)
    {
        foreach (var process in Processes)
        {
            if (process.Type == type)
                return index <= process.Quantity;
        }

        return false;
    }
}
