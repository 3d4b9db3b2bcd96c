namespace Paas;

/// <summary>A change of an account; null leaves the field as it is.</summary>
public sealed record AccountUpdate
{
    /// <summary>New e-mail address; needs <see cref="CurrentPassword"/> where the account has a password.</summary>
    public string? Email { get; init; }

    /// <summary>New full name; empty removes it.</summary>
    public string? Name { get; init; }

    /// <summary>New password; needs <see cref="CurrentPassword"/> where the account has one. Ends every session; tokens stay.</summary>
    public string? Password { get; init; }

    /// <summary>The password as it was.</summary>
    public string? CurrentPassword { get; init; }

    /// <summary>Says which fields change, and no secret.</summary>
    public override string ToString() => $"{nameof(AccountUpdate)} {{ Email = {Email}, Name = {Name}, Password = {(Password is null ? "" : "***")} }}";
}
