namespace Paas;

/// <summary>How far automated certificate management is with a host name.</summary>
public enum AcmStatus
{
    /// <summary>A certificate is being issued.</summary>
    Pending,

    /// <summary>It has one.</summary>
    Issued,

    /// <summary>The last try failed; there will be another one.</summary>
    Failing,

    /// <summary>There can be none, until <see cref="ICertificates.RefreshAsync"/> tries again.</summary>
    Failed,
}
