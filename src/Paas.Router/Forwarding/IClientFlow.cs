namespace Paas.Forwarding;

/// <summary>A flow that serves a client: of its handshake, then of its connection.</summary>
internal interface IClientFlow
{
    /// <summary>Called by the heartbeat: wakes the flow if its deadline has passed.</summary>
    void Tick(long now);

    /// <summary>Makes the flow look around.</summary>
    void Wake();
}
