namespace Paas.EventLoops;

/// <summary>What an event loop watches.</summary>
internal interface ILoopSource
{
    /// <summary>Something happened to the socket: the bits of epoll_wait(2).</summary>
    void OnEvents(uint events);

    /// <summary>The loop has ended and watches no more.</summary>
    void OnLoopEnded();
}
