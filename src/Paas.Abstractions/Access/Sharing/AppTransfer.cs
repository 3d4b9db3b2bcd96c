namespace Paas;

/// <summary>An app on its way to another owner.</summary>
public sealed record AppTransfer
{
    /// <summary>Identity.</summary>
    public required Guid Id { get; init; }

    /// <summary>The app.</summary>
    public required Guid AppId { get; init; }

    /// <summary>The app's name when the transfer began.</summary>
    public required string AppName { get; init; }

    /// <summary>Who gives it away.</summary>
    public required Guid OwnerId { get; init; }

    /// <summary>Who shall get it: an account or a team.</summary>
    public required Guid RecipientId { get; init; }

    /// <summary>E-mail address of the recipient, or the team's name.</summary>
    public required string Recipient { get; init; }

    /// <summary>Whether it was accepted.</summary>
    public required AppTransferState State { get; init; }

    /// <summary>When it began (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its state last changed (UTC).</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
