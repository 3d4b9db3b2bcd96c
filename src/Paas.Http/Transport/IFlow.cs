namespace Paas;

/// <summary>A flow that works for connections and is woken when something ends.</summary>
public interface IFlow : IConnectionOwner
{
    /// <summary>The loop that the flow runs on; null for the thread pool.</summary>
    EventLoop? Loop { get; }

    /// <summary>Wakes the flow, without holding the caller up.</summary>
    void Post();
}
