namespace Paas;

/// <summary>Who is told that a receive, a send or a connect of a connection has ended.</summary>
public interface IConnectionOwner
{
    /// <summary>Something ended; called on a thread of the pool, possibly late and possibly more than once.</summary>
    void OnReady(DuplexConnection connection);
}
