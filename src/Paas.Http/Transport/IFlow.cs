namespace Paas;

/// <summary>A flow that works for connections and is woken when something ends.</summary>
public interface IFlow : IConnectionOwner
{
    /// <summary>Wakes the flow, without holding the caller up.</summary>
    void Post();
}
