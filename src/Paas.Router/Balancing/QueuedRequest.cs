namespace Paas.Balancing;

/// <summary>A request's place in its app's queue. Owned by the request's flow, but changed only under the queue's lock.</summary>
internal sealed class QueuedRequest(IFlow flow)
{
    /// <summary>Woken when a dyno was granted.</summary>
    public IFlow Flow => flow;

    public DynoWish Wish { get; set; }

    /// <summary>Order of arrival; 0 before the first time in the queue.</summary>
    public long Ticket { get; set; }

    public bool IsWaiting { get; set; }

    /// <summary>The dyno that was given to the request and counts it already.</summary>
    public RoutedDyno? Granted { get; set; }

    public QueuedRequest? Before { get; set; }

    public QueuedRequest? Behind { get; set; }
}
