namespace Paas;

/// <summary>State of a release. Source: Platform API schema, <c>release.status</c>.</summary>
public enum ReleaseStatus
{
    /// <summary>Its release command still runs.</summary>
    Pending,

    /// <summary>It became the current release at its time.</summary>
    Succeeded,

    /// <summary>Its release command failed; the release before it kept running.</summary>
    Failed,
}
