namespace Paas.Api.Sharing;

/// <summary>Body of <c>POST /account/app-transfers</c> and <c>PATCH /account/app-transfers/{id}</c>.</summary>
internal sealed record AppTransferRequest
{
    public string? App { get; init; }
    public string? Recipient { get; init; }

    /// <summary><c>accepted</c> or <c>declined</c>.</summary>
    public string? State { get; init; }
}
