namespace Paas.Api.Apps;

/// <summary>E-mail addresses of accounts and names of teams, by id.</summary>
internal sealed record OwnerNames(IReadOnlyDictionary<Guid, string> Users, IReadOnlyDictionary<Guid, string> Teams);
