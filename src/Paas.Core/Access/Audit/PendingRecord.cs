namespace Paas.Access.Audit;

/// <summary>A record that waits for the next commit: a new one, that gets its number there, or one whose call has ended.</summary>
internal sealed class PendingRecord(AuditRecord record)
{
    private readonly TaskCompletionSource<AuditRecord> _stored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public AuditRecord Record { get; set; } = record;

    public bool IsNew { get; } = record.Number == 0;

    public Task<AuditRecord> Stored => _stored.Task;

    public void SetStored() => _stored.TrySetResult(Record);

    public void SetFailed(Exception e) => _stored.TrySetException(e);
}
