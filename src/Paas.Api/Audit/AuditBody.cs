namespace Paas.Api.Audit;

/// <summary>One call that would change something.</summary>
internal sealed record AuditBody
{
    public string Action { get; init; } = "";
    public AuditActor Actor { get; init; } = null!;
    public string? Address { get; init; }

    /// <summary>The app's id; null where it is about none.</summary>
    public Guid? App { get; init; }

    /// <summary>The authorization whose token was used.</summary>
    public Guid? Authorization { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Error id, when it did not succeed.</summary>
    public string? Error { get; init; }

    public long Number { get; init; }

    /// <summary>unknown, succeeded, forbidden or failed.</summary>
    public string Outcome { get; init; } = "";

    public string? RequestId { get; init; }
    public string? Subject { get; init; }

    public static AuditBody Of(AuditRecord record) => new()
    {
        Action = record.Action,
        Actor = new AuditActor(record.AccountId, record.Email),
        Address = record.Address,
        App = record.AppId,
        Authorization = record.AuthorizationId,
        CreatedAt = record.CreatedAt,
        Error = record.Error,
        Number = record.Number,
        Outcome = record.Outcome.ToString().ToLowerInvariant(),
        RequestId = record.RequestId,
        Subject = record.Subject,
    };
}
