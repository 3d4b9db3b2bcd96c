namespace Paas.Formations;

/// <summary>How the memory of a dyno stands to its size.</summary>
internal enum MemoryVerdict
{
    Within,

    /// <summary>R14: it goes on.</summary>
    Exceeded,

    /// <summary>R15: it is ended.</summary>
    VastlyExceeded,
}
