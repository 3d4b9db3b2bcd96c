namespace Paas.Api.Accounts;

/// <summary>Body of <c>PATCH /account</c>.</summary>
internal sealed record AccountChange
{
    public string? Name { get; init; }
    public string? Email { get; init; }

    /// <summary>The password as it is.</summary>
    public string? Password { get; init; }

    public string? NewPassword { get; init; }

    /// <summary>Says which fields change, and no secret.</summary>
    public override string ToString() => $"{nameof(AccountChange)} {{ Name = {Name}, Email = {Email} }}";
}
