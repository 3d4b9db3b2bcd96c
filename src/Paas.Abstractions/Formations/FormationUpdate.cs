namespace Paas;

/// <summary>A change of one process type; what is null stays.</summary>
/// <param name="Type">Process type of the current release.</param>
public sealed record FormationUpdate(string Type)
{
    /// <summary>New number of dynos, 0–100.</summary>
    public int? Quantity { get; init; }

    /// <summary>Change of the number, such as +1; added to the present number, or to <see cref="Quantity"/> when that is given.</summary>
    public int? Delta { get; init; }

    /// <summary>New dyno size.</summary>
    public string? Size { get; init; }

    /// <summary>New health check.</summary>
    public HealthCheck? HealthCheck { get; init; }

    /// <summary>Takes the health check away.</summary>
    public bool RemoveHealthCheck { get; init; }

    /// <summary>
    /// How it scales by itself from now on. The number of dynos moves into its bounds at once. A <see cref="Quantity"/> or
    /// <see cref="Delta"/> without this ends autoscaling: whoever scales by hand wants that number.
    /// </summary>
    public Autoscaling? Autoscaling { get; init; }

    /// <summary>Ends autoscaling and leaves the dynos as they are.</summary>
    public bool RemoveAutoscaling { get; init; }
}
