namespace Paas.Access.Audit;

internal static class AuditTrailExtensions
{
    /// <summary>Runs a call between its record and its outcome.</summary>
    public static async Task<T> RecordAsync<T>(this AuditTrail audit, Caller caller, string action, Guid? app, string? subject, Func<Task<T>> call)
    {
        var record = await audit.BeginAsync(caller, action, app, subject);
        try
        {
            var result = await call();
            audit.End(record, AuditOutcome.Succeeded, null);
            return result;
        }
        catch (PaasException e)
        {
            audit.End(record, e.Id == PaasErrors.Forbidden ? AuditOutcome.Forbidden : AuditOutcome.Failed, e.Id);
            throw;
        }
        catch (Exception e)
        {
            audit.End(record, AuditOutcome.Failed, e is OperationCanceledException ? "cancelled" : PaasErrors.Unavailable);
            throw;
        }
    }
}
