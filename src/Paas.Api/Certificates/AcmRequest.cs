namespace Paas.Api.Certificates;

/// <summary>Body of <c>PATCH /apps/{app}/acm</c>.</summary>
internal sealed record AcmRequest
{
    public bool? AcmRefresh { get; init; }
}
