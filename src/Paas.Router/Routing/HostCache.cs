using System.Text;

namespace Paas.Routing;

/// <summary>Remembers what the last request of a connection asked for, so that a steady connection looks nothing up.</summary>
internal sealed class HostCache(RouteIndex routes)
{
    // RFC 1035 §2.3.4: no longer name can exist, so none is looked up.
    private const int MaxHost = 255;
    private byte[] _field = [];
    private RouteTable? _table;

    /// <summary>The host, lower case and without port, of the last <see cref="Find"/>.</summary>
    public string Host { get; private set; } = "";

    public HttpRoute? Route { get; private set; }

    /// <summary>The table that <see cref="Route"/> was found in.</summary>
    public RouteTable Table => _table ?? RouteTable.Empty;

    /// <summary>Finds the route of a <c>Host</c> field's value.</summary>
    public HttpRoute? Find(ReadOnlySpan<byte> field)
    {
        if (!field.SequenceEqual(_field))
        {
            _field = field.ToArray();
            Host = Normalize(field);
            _table = null;
        }
        return Again();
    }

    /// <summary>Finds the route of the same host in the present table.</summary>
    public HttpRoute? Again()
    {
        var table = routes.Table;
        if (ReferenceEquals(table, _table))
            return Route;
        Route = Host.Length is 0 or > MaxHost ? null : RouteIndex.Find(table, Host);
        _table = table;
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
