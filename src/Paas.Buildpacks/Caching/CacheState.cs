namespace Paas.Caching;

/// <summary>What a build found in its cache.</summary>
internal enum CacheState
{
    /// <summary>Nothing usable.</summary>
    Empty,

    /// <summary>Content of a build with another signature, which was dropped.</summary>
    Outdated,

    /// <summary>Content that this build can use.</summary>
    Valid,
}
