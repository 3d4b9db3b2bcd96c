namespace Paas.Dynos.Local;

/// <summary>What a later host has to know of a place in which a dyno still runs.</summary>
/// <param name="User">The user and group that is the dyno's own.</param>
internal sealed record PlaceRecord(int User)
{
    /// <summary>Number of its network; null when it has the host's.</summary>
    public int? Network { get; init; }

    /// <summary>Whether that network has a way to the world.</summary>
    public bool Egress { get; init; }
}
