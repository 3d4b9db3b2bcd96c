using Paas.Api.Json;

namespace Paas.Api.Domains;

/// <summary>A host name of an app. Source: Platform API schema, <c>domain</c>.</summary>
internal sealed record DomainBody
{
    public string? AcmStatus { get; init; }
    public string? AcmStatusReason { get; init; }
    public NamedReference App { get; init; } = null!;

    /// <summary>What a CNAME record of a custom host name must point to: the app's own name.</summary>
    public string? Cname { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
    public string Hostname { get; init; } = "";
    public Guid Id { get; init; }
    public string Kind { get; init; } = "";
    public NamedReference? SniEndpoint { get; init; }

    /// <summary><c>none</c>: there is nothing to wait for, the name answers at once.</summary>
    public string Status { get; init; } = "none";

    public DateTimeOffset UpdatedAt { get; init; }
}
