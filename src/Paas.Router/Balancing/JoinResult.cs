namespace Paas.Balancing;

/// <summary>What became of a request that asked for a place.</summary>
internal enum JoinResult
{
    /// <summary>It has a dyno.</summary>
    Granted,

    /// <summary>It waits.</summary>
    Queued,

    /// <summary>The queue is full.</summary>
    Full,
}
