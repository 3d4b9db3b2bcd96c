namespace Paas;

/// <summary>How <see cref="OwnerAuthenticator"/> knows the owner.</summary>
public sealed class AccessOptions
{
    /// <summary>Shortest token that a host may fix.</summary>
    public const int MinTokenLength = 20;

    /// <summary>
    /// The owner's token, for hosts with a secret store of their own; at least 20 characters. Default null: a random one is
    /// made at the first start and kept in the file <c>token</c> of the data directory.
    /// </summary>
    public string? OwnerToken { get; set; }
}
