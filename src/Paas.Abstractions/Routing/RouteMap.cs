using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Paas;

/// <summary>
/// An immutable map from host name to route. A change makes a new map that shares all but a few nodes with the old one, so
/// that it costs the same at ten hosts and at a million; a lookup of a host takes no memory.
/// </summary>
/// <remarks>
/// Names are lower case and without port; a wildcard is <c>*.example.com</c> and stands for names of any depth below. They
/// are compared by their characters. All members may be called from any thread.
/// </remarks>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "It is a map; Dictionary would promise Add in place.")]
public sealed class RouteMap : IReadOnlyDictionary<string, HttpRoute>
{
    private const string Wildcard = "*.";

    // Names, and wildcards by what follows the asterisk: the suffix of a host is looked up as it stands.
    private readonly RouteTrie _names;
    private readonly RouteTrie _wildcards;

    private RouteMap(RouteTrie names, RouteTrie wildcards) => (_names, _wildcards) = (names, wildcards);

    /// <summary>The map without hosts.</summary>
    public static RouteMap Empty { get; } = new(RouteTrie.Names, RouteTrie.Wildcards);

    /// <inheritdoc/>
    public int Count => _names.Count + _wildcards.Count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => this.Select(static pair => pair.Key);

    /// <inheritdoc/>
    public IEnumerable<HttpRoute> Values => this.Select(static pair => pair.Value);

    /// <inheritdoc/>
    public HttpRoute this[string key] =>
        TryGetValue(key, out var route) ? route : throw new KeyNotFoundException($"There is no route for {key}.");

    /// <summary>Makes a map of many hosts at once; of two routes for one host the later one stays.</summary>
    public static RouteMap Create(IEnumerable<KeyValuePair<string, HttpRoute>> routes) => Empty.SetItems(routes);

    /// <summary>The route of a host as a request names it: an exact name first, then the nearest wildcard; null for none.</summary>
    /// <param name="host">Lower case, without port.</param>
    public HttpRoute? Find(ReadOnlySpan<char> host)
    {
        if (_names.Find(host) is { } route)
            return route;
        if (_wildcards.Count == 0)
            return null;
        for (var rest = host; ; rest = rest[1..])
        {
            var dot = rest.IndexOf('.');
            if (dot < 0)
                return null;
            rest = rest[dot..];
            if (_wildcards.Find(rest) is { } wild)
                return wild;
        }
    }

    /// <summary>Sets the route of a host.</summary>
    public RouteMap SetItem(string host, HttpRoute route)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentNullException.ThrowIfNull(route);
        return IsWildcard(host) ? With(_names, _wildcards.Set(host, route)) : With(_names.Set(host, route), _wildcards);
    }

    /// <summary>Sets the routes of many hosts; of two routes for one host the later one stays.</summary>
    public RouteMap SetItems(IEnumerable<KeyValuePair<string, HttpRoute>> routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        if (Count > 0)
            return routes.Aggregate(this, static (map, pair) => map.SetItem(pair.Key, pair.Value));
        List<RouteEntry> names = [];
        List<RouteEntry> wildcards = [];
        foreach (var (host, route) in routes)
        {
            ArgumentException.ThrowIfNullOrEmpty(host, nameof(routes));
            ArgumentNullException.ThrowIfNull(route, nameof(routes));
            if (IsWildcard(host))
                wildcards.Add(_wildcards.Entry(host, route));
            else
                names.Add(_names.Entry(host, route));
        }
        return With(_names.Build(names), _wildcards.Build(wildcards));
    }

    /// <summary>Adds a host.</summary>
    /// <exception cref="ArgumentException">It has another route already.</exception>
    public RouteMap Add(string host, HttpRoute route)
    {
        if (TryGetValue(host, out var present) && !Equals(present, route))
            throw new ArgumentException($"The host {host} has a route already, to {present.AppName}.", nameof(host));
        return SetItem(host, route);
    }

    /// <summary>Adds many hosts.</summary>
    /// <exception cref="ArgumentException">One of them has another route already.</exception>
    public RouteMap AddRange(IEnumerable<KeyValuePair<string, HttpRoute>> routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        return routes.Aggregate(this, static (map, pair) => map.Add(pair.Key, pair.Value));
    }

    /// <summary>Takes a host out, if it is there.</summary>
    public RouteMap Remove(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return IsWildcard(host) ? With(_names, _wildcards.Remove(host)) : With(_names.Remove(host), _wildcards);
    }

    /// <summary>
    /// What differs from an earlier map, in no order. Takes time for what has changed since, not for all hosts, when this
    /// map was made from that one.
    /// </summary>
    public IEnumerable<RouteChange> ChangesSince(RouteMap earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        return _names.ChangesSince(earlier._names).Concat(_wildcards.ChangesSince(earlier._wildcards));
    }

    /// <inheritdoc/>
    public bool ContainsKey(string key) => TryGetValue(key, out _);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out HttpRoute value)
    {
        ArgumentNullException.ThrowIfNull(key);
        value = IsWildcard(key) ? _wildcards.Find(key.AsSpan(1)) : _names.Find(key);
        return value is not null;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, HttpRoute>> GetEnumerator() =>
        _names.Entries.Concat(_wildcards.Entries).Select(static entry => KeyValuePair.Create(entry.Host, entry.Route)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool IsWildcard(string host) => host.StartsWith(Wildcard, StringComparison.Ordinal);

    private RouteMap With(RouteTrie names, RouteTrie wildcards) =>
        ReferenceEquals(names, _names) && ReferenceEquals(wildcards, _wildcards) ? this : new RouteMap(names, wildcards);
}
