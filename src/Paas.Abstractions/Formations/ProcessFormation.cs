namespace Paas;

/// <summary>How many dynos of a process type should run.</summary>
/// <param name="Type">Process type, such as <c>web</c>.</param>
/// <param name="Command">Its command in the current release.</param>
/// <param name="Quantity">Number of dynos.</param>
/// <param name="Size">Dyno size as the API names it, such as <c>standard-1x</c>.</param>
public sealed record ProcessFormation(string Type, string Command, int Quantity, string Size)
{
    /// <summary>How to tell whether its dynos work; null when they are not checked.</summary>
    public HealthCheck? HealthCheck { get; init; }

    /// <summary>How it scales by itself; null when it does not.</summary>
    public Autoscaling? Autoscaling { get; init; }
}
