namespace Paas;

/// <summary>Somebody says who they are.</summary>
/// <param name="Email">E-mail address, in any case.</param>
/// <param name="Password">Password.</param>
public sealed record PasswordSignIn(string Email, string Password)
{
    /// <summary>Six digits of an authenticator app, or a recovery code; null at first.</summary>
    public string? SecondFactor { get; init; }

    /// <summary>Where the call comes from, by which guessing is slowed.</summary>
    public string? Address { get; init; }

    /// <summary>Id of the request, for the audit record.</summary>
    public string? RequestId { get; init; }

    /// <summary>Says who, and no secret.</summary>
    public override string ToString() => $"{nameof(PasswordSignIn)} {{ Email = {Email}, Address = {Address} }}";
}
