namespace Paas.Routing;

/// <summary>
/// Finds a dyno in a table by its id. It is brought up to date when it is asked, by what has changed since: a deploy that
/// checks and drains dynos pays for its own changes and not for the hosts of all others.
/// </summary>
internal sealed class DynoTargets
{
    private readonly Lock _lock = new();
    // With the number of hosts that lead there.
    private readonly Dictionary<Guid, (RouteTarget Target, int Hosts)> _targets = [];
    private RouteMap _seen = RouteMap.Empty;
    private bool _isUsed;

    /// <summary>The target with this id, or null.</summary>
    public RouteTarget? Find(RouteTable table, Guid dynoId)
    {
        lock (_lock)
        {
            _isUsed = true;
            Follow(table.Hosts);
            return _targets.TryGetValue(dynoId, out var found) ? found.Target : null;
        }
    }

    /// <summary>Lets go of an old table when nobody has asked for long.</summary>
    public void Refresh(RouteTable table)
    {
        lock (_lock)
        {
            if (_isUsed)
                Follow(table.Hosts);
        }
    }

    private void Follow(RouteMap hosts)
    {
        foreach (var change in hosts.ChangesSince(_seen))
        {
            // First what comes: a dyno that stays must not be forgotten in between.
            Count(change.After, 1);
            Count(change.Before, -1);
        }
        _seen = hosts;
    }

    private void Count(HttpRoute? route, int step)
    {
        if (route is null || route.Targets.IsDefault)
            return;
        foreach (var target in route.Targets)
        {
            var hosts = step + (_targets.TryGetValue(target.DynoId, out var known) ? known.Hosts : 0);
            if (hosts == 0)
                _targets.Remove(target.DynoId);
            else
                _targets[target.DynoId] = (step > 0 ? target : known.Target, hosts);
        }
    }
}
