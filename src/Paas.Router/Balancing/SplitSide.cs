namespace Paas.Balancing;

/// <summary>Where a split sends a request.</summary>
internal enum SplitSide
{
    /// <summary>There is no split.</summary>
    None,

    /// <summary>To the release that the split names.</summary>
    Canary,

    /// <summary>To all other releases.</summary>
    Others,
}
