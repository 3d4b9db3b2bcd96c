namespace Paas.Formations;

/// <summary>A process type that should run.</summary>
internal sealed record DesiredProcess(string Type, string Command, int Quantity, string Size)
{
    /// <summary>How to tell whether its dynos work.</summary>
    public HealthCheck? HealthCheck { get; init; }

    /// <summary>Of the sizes that Heroku does not preboot.</summary>
    public bool IsShared => Size is "eco" or "basic";
}
