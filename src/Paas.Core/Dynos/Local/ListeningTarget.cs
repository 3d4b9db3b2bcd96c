using System.Collections.Immutable;
using System.Net;

namespace Paas.Dynos.Local;

/// <summary>A dyno that does not listen on its port yet.</summary>
internal sealed class ListeningTarget(Guid dynoId, int port, DynoPlace place, DynoProcesses processes, long since)
{
    private readonly Dictionary<long, IPEndPoint> _sockets = [];
    private ImmutableArray<string> _reported = [];

    public Guid DynoId => dynoId;

    public int Port => port;

    public DynoPlace Place => place;

    public DynoProcesses Processes => processes;

    /// <summary>Timestamp of its start.</summary>
    public long Since => since;

    public void Add(long inode, IPEndPoint endPoint) => _sockets[inode] = endPoint;

    /// <summary>Forgets sockets that are closed.</summary>
    public void KeepOnly(Dictionary<long, IPEndPoint> listeners)
    {
        foreach (var inode in _sockets.Keys)
        {
            if (!listeners.ContainsKey(inode))
                _sockets.Remove(inode);
        }
    }

    /// <summary>What to report when it changed.</summary>
    public DynoListening? Change()
    {
        var endpoints = _sockets.Values.Select(endPoint => endPoint.ToString()).Distinct().Order(StringComparer.Ordinal).ToImmutableArray();
        if (endpoints.SequenceEqual(_reported))
            return null;
        _reported = endpoints;
        return new DynoListening(DynoId, _sockets.Values.Any(IsOnPort), endpoints);
    }

    /// <summary>The router connects to the place's address, so a socket on [::1] or on another address only does not count.</summary>
    private bool IsOnPort(IPEndPoint endPoint)
    {
        if (endPoint.Port != port)
            return false;
        var address = endPoint.Address.IsIPv4MappedToIPv6 ? endPoint.Address.MapToIPv4() : endPoint.Address;
        return address.Equals(place.Address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
    }
}
