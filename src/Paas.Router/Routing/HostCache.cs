using System.Text;

namespace Paas.Routing;

/// <summary>Remembers what the last request of a connection asked for, so that a steady connection looks nothing up.</summary>
internal sealed class HostCache(RouteIndex routes)
{
    // RFC 1035 §2.3.4: no longer name can exist, so none is looked up.
    private const int MaxHost = 255;
    private const long None = -1;

    // Equal by reference to no table that is in use.
    private static readonly RouteTable Outdated = new(RouteMap.Empty);
    private byte[] _field = [];
    private long _version = None;

    /// <summary>The host, lower case and without port, of the last <see cref="Find"/>.</summary>
    public string Host { get; private set; } = "";

    public HttpRoute? Route { get; private set; }

    /// <summary>The table that <see cref="Route"/> was found in, while it is the present one; else a table of nobody.</summary>
    public RouteTable Table
    {
        get
        {
            var present = routes.Present;
            return present.Number == _version ? present.Table : Outdated;
        }
    }

    /// <summary>Finds the route of a <c>Host</c> field's value.</summary>
    public HttpRoute? Find(ReadOnlySpan<byte> field)
    {
        if (!field.SequenceEqual(_field))
        {
            _field = field.ToArray();
            Host = Normalize(field);
            _version = None;
        }
        return Again();
    }

    /// <summary>Finds the route of the same host in the present table.</summary>
    public HttpRoute? Again()
    {
        var present = routes.Present;
        if (present.Number == _version)
            return Route;
        Route = Host.Length is 0 or > MaxHost ? null : RouteIndex.Find(present.Table, Host);
        _version = present.Number;
        return Route;
    }

    private static string Normalize(ReadOnlySpan<byte> field)
    {
        var end = field.LastIndexOf((byte)':');
        var name = end >= 0 && field.IndexOf((byte)']') < end ? field[..end] : field;
        if (name.Length > MaxHost)
            return "";
        // "example.com." is the same name, written out to the root.
        return Encoding.ASCII.GetString(name.TrimEnd((byte)'.')).ToLowerInvariant();
    }
}
