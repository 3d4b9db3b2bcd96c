namespace Paas.Load.Simulation;

/// <summary>A request of a run that is drawn up in advance.</summary>
/// <param name="At">When it is due, in milliseconds from the start.</param>
/// <param name="Work">Milliseconds of work that it asks for.</param>
internal readonly record struct Arrival(double At, int Work)
{
    /// <summary>Poisson arrivals: independent of each other and of the answers.</summary>
    /// <param name="seed">The same seed draws the same requests.</param>
    /// <param name="perSecond">Requests a second on average.</param>
    /// <param name="seconds">For so long.</param>
    /// <param name="work">Draws the work of one.</param>
    public static Arrival[] Draw(int seed, double perSecond, double seconds, Func<Random, int> work)
    {
        var random = new Random(seed);
        var arrivals = new List<Arrival>();
        for (var at = 0.0; ;)
        {
            at += -Math.Log(1 - random.NextDouble()) * 1000 / perSecond;
            if (at >= seconds * 1000)
                return [.. arrivals];
            arrivals.Add(new Arrival(at, work(random)));
        }
    }
}
