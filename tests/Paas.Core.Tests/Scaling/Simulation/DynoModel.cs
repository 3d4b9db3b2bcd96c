namespace Paas.Scaling.Simulation;

/// <summary>How the dynos of a simulated app behave.</summary>
internal sealed record DynoModel
{
    /// <summary>Requests that a dyno works on at a time; further ones wait.</summary>
    public int Slots { get; init; } = 4;

    /// <summary>Mean time of work on a request, in seconds.</summary>
    public double Work { get; init; } = 0.1;

    /// <summary>Standard deviation of the logarithm of the work: 0 for always the same.</summary>
    public double Spread { get; init; } = 0.5;

    /// <summary>Processors that a request uses while it is worked on.</summary>
    public double Cpu { get; init; } = 0.25;

    /// <summary>Time from the start of a dyno to its first request.</summary>
    public TimeSpan Boot { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Requests per second that a dyno can do.</summary>
    public double Capacity => Slots / Work;
}
