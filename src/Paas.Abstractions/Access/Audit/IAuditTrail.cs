namespace Paas;

/// <summary>
/// Every call of a caller that would change something, whether it was allowed or not. A call is recorded before it begins, so that
/// none is missing after a crash, and its outcome when it has ended.
/// </summary>
public interface IAuditTrail
{
    /// <summary>A page of records.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/> or <see cref="PaasErrors.Forbidden"/>: the app's records are not for the caller.</exception>
    Task<IReadOnlyList<AuditRecord>> ReadAsync(AuditQuery query, CancellationToken cancellationToken = default);
}
