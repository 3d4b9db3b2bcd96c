using System.Runtime.Versioning;

namespace Paas.Dynos.Local;

/// <summary>Dynos that run inside of another one. They end before it does.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class DynoGuests
{
    private readonly Lock _lock = new();
    private readonly List<LocalDyno> _guests = [];
    private bool _closed;

    /// <returns>False when the other dyno is ending.</returns>
    public bool TryAdd(LocalDyno guest)
    {
        lock (_lock)
        {
            if (!_closed)
                _guests.Add(guest);
            return !_closed;
        }
    }

    public void Remove(LocalDyno guest)
    {
        lock (_lock)
            _guests.Remove(guest);
    }

    /// <summary>Ends all of them.</summary>
    public async Task EndAsync()
    {
        LocalDyno[] guests;
        lock (_lock)
        {
            _closed = true;
            guests = [.. _guests];
        }

        foreach (var guest in guests)
            guest.Stop(TimeSpan.Zero);
        await Task.WhenAll(guests.Select(guest => guest.Completed));
    }
}
