using Paas.Api.Json;

namespace Paas.Api.Apps;

/// <summary>E-mail addresses of accounts and names of teams, by id; and whose an app is that nobody else owns.</summary>
internal sealed record OwnerNames(IReadOnlyDictionary<Guid, string> Users, IReadOnlyDictionary<Guid, string> Teams, UserReference Platform);
