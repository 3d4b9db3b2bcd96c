namespace Paas;

/// <summary>How a call that would change something ended.</summary>
public enum AuditOutcome
{
    /// <summary>Not known: it has not ended, or the host died before it did.</summary>
    Unknown,

    /// <summary>It was done.</summary>
    Succeeded,

    /// <summary>The caller was not allowed to.</summary>
    Forbidden,

    /// <summary>It was refused for another reason, or failed.</summary>
    Failed,
}
