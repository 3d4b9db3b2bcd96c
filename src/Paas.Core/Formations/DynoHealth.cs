namespace Paas.Formations;

/// <summary>What the health check of a dyno says.</summary>
internal enum DynoHealth
{
    /// <summary>It has none.</summary>
    Unchecked,

    /// <summary>It has not passed yet: the dyno boots.</summary>
    Pending,

    /// <summary>It passes.</summary>
    Passing,

    /// <summary>It failed too often: the dyno is being replaced, and gets no requests while others pass.</summary>
    Failing,
}
