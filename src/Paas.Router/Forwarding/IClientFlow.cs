namespace Paas.Forwarding;

/// <summary>A flow that serves a client: of its handshake, then of its connection.</summary>
internal interface IClientFlow
{
    /// <summary>All that has arrived is dealt with.</summary>
    bool IsWaiting { get; }

    /// <summary>Called by the heartbeat: wakes the flow if its deadline has passed.</summary>
    /// <param name="now">Milliseconds.</param>
    /// <param name="isCrowded">Connections are running out: who has not brought a request for a while goes.</param>
    void Tick(long now, bool isCrowded);

    /// <summary>Makes the flow look around.</summary>
    void Wake();
}
