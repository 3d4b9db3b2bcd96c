namespace Paas;

/// <summary>Port: told by the router that a request waits for an app whose dynos are asleep.</summary>
public interface IAppWaker
{
    /// <summary>
    /// Starts the app's web dynos; the next route table brings them. Called once per sleep and router, and again after a
    /// failure when the next request comes. It may return before they are up.
    /// </summary>
    ValueTask WakeAsync(Guid appId, CancellationToken cancellationToken);
}
