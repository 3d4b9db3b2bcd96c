namespace Paas.Formations;

/// <summary>Wanted number and size of the dynos of a process type.</summary>
internal sealed record FormationEntry(int Quantity, string Size)
{
    public HealthCheck? HealthCheck { get; init; }

    /// <summary>How it scales by itself; null when it does not.</summary>
    public Autoscaling? Autoscaling { get; init; }
}
