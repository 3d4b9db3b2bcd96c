namespace Paas.Formations;

/// <summary>Wanted number and size of the dynos of a process type.</summary>
internal sealed record FormationEntry(int Quantity, string Size)
{
    public HealthCheck? HealthCheck { get; init; }
}
