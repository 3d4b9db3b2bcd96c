namespace Paas;

/// <summary>Port: carries HTTP requests to web dynos.</summary>
public interface IHttpRouter
{
    /// <summary>Where clients reach the router, such as <c>http://localhost:8080/</c>; null until it listens.</summary>
    Uri? Address { get; }

    /// <summary>
    /// Replaces the routes. When it returns, every request accepted from now on uses the new table; requests in flight
    /// finish where they are.
    /// </summary>
    ValueTask UpdateAsync(RouteTable routes, CancellationToken cancellationToken);

    /// <summary>
    /// Tries a dyno of the present table through the router's own way to it. Returns null when it answers, else what
    /// went wrong, for a person.
    /// </summary>
    ValueTask<string?> CheckAsync(Guid dynoId, CancellationToken cancellationToken);

    /// <summary>Completes when no request is in flight to a dyno that has left the table. The caller bounds the wait by the token.</summary>
    ValueTask DrainAsync(Guid dynoId, CancellationToken cancellationToken);
}
