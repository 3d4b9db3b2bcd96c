using Paas.Api.Json;

namespace Paas.Api.Sharing;

/// <summary>An app on its way to another owner. Source: Platform API schema, <c>app-transfer</c>.</summary>
internal sealed record AppTransferBody(NamedReference App, DateTimeOffset CreatedAt, Guid Id, UserReference Owner, UserReference Recipient, string State, DateTimeOffset UpdatedAt);
