using System.Text.Json.Serialization;
using Paas.Access.Accounts;
using Paas.Access.Audit;
using Paas.Access.Clients;
using Paas.Access.Sharing;
using Paas.Access.Tokens;

namespace Paas.Access.Store;

/// <summary>JSON of the documents of accounts.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AccountDocument))]
[JsonSerializable(typeof(AuthorizationDocument))]
[JsonSerializable(typeof(TokenDocument))]
[JsonSerializable(typeof(SshKey))]
[JsonSerializable(typeof(ClientDocument))]
[JsonSerializable(typeof(TeamDocument))]
[JsonSerializable(typeof(AppTransfer))]
[JsonSerializable(typeof(AuditRecord))]
[JsonSerializable(typeof(Guid))]
[JsonSerializable(typeof(long))]
internal sealed partial class AccessJson : JsonSerializerContext;
