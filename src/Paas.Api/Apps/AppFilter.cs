namespace Paas.Api.Apps;

/// <summary>Body of <c>POST /filters/apps</c>.</summary>
internal sealed record AppFilter
{
    public AppFilterSet? In { get; init; }
}
