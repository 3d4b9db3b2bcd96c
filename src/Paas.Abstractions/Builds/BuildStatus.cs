namespace Paas;

/// <summary>State of a build. Source: Platform API schema, <c>build.status</c>.</summary>
public enum BuildStatus
{
    /// <summary>It runs.</summary>
    Pending,

    /// <summary>It made a slug and a release.</summary>
    Succeeded,

    /// <summary>It made nothing; the app runs on as before.</summary>
    Failed,
}
