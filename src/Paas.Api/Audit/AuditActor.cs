namespace Paas.Api.Audit;

/// <summary>Who called, with the address of that time.</summary>
internal sealed record AuditActor(Guid Id, string Email);
