namespace Paas.Load.Simulation;

/// <summary>An app with dynos of its own.</summary>
internal sealed class Fleet : IDisposable
{
    private readonly SimulatedDyno[] _dynos;

    public Fleet(string name, int dynos, int workers, RouteSettings settings)
    {
        _dynos = [.. Enumerable.Range(1, dynos).Select(i => new SimulatedDyno($"web.{i}", workers))];
        Host = name + ".localhost";
        Route = new HttpRoute(Guid.NewGuid(), name, RouteStatus.Serving, [.. _dynos.Select(dyno => dyno.Target)]) { Settings = settings };
    }

    public string Host { get; }

    public HttpRoute Route { get; }

    /// <summary>Time that all its workers have worked.</summary>
    public TimeSpan Busy => _dynos.Aggregate(TimeSpan.Zero, (sum, dyno) => sum + dyno.Busy);

    /// <summary>Starts a router in front of the fleets.</summary>
    public static async Task<HttpRouter> StartRouterAsync(IEnumerable<Fleet> fleets, CancellationToken cancellationToken)
    {
        var router = new HttpRouter(new RouterOptions().Listen(0));
        var table = RouteMap.Empty;
        foreach (var fleet in fleets)
            table = table.SetItem(fleet.Host, fleet.Route);
        await router.UpdateAsync(new RouteTable(table), cancellationToken);
        await router.StartAsync(cancellationToken);
        return router;
    }

    public void Dispose()
    {
        foreach (var dyno in _dynos)
            dyno.Dispose();
    }
}
