namespace Paas;

/// <summary>One call that would change something. It never holds a secret.</summary>
public sealed record AuditRecord
{
    /// <summary>Number, from 1; later calls have higher ones. A number may be missing.</summary>
    public required long Number { get; init; }

    /// <summary>Who called.</summary>
    public required Guid AccountId { get; init; }

    /// <summary>The caller's e-mail address at that time.</summary>
    public required string Email { get; init; }

    /// <summary>The authorization whose token was used; null for the owner's token or a host's own authentication.</summary>
    public Guid? AuthorizationId { get; init; }

    /// <summary>What was called, such as <c>apps.create</c> or <c>config.update</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The app; null where it is about none.</summary>
    public Guid? AppId { get; init; }

    /// <summary>What it was about, in words: the app's name, a process type and quantity, names of config vars, an e-mail address.</summary>
    public string? Subject { get; init; }

    /// <summary>Where the call came from, such as an IP address.</summary>
    public string? Address { get; init; }

    /// <summary>Id of the request.</summary>
    public string? RequestId { get; init; }

    /// <summary>How it ended.</summary>
    public AuditOutcome Outcome { get; init; }

    /// <summary>Error id of the Platform API, when it did not succeed.</summary>
    public string? Error { get; init; }

    /// <summary>When it was called (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
