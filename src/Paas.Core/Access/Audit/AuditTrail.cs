using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Paas.Access.Store;
using Paas.Engine;

namespace Paas.Access.Audit;

/// <summary>
/// Writes the audit trail: <c>audit/{bucket}/{n}</c>, a hundred records in a bucket, and the newest number in <c>audit/head</c>. A
/// record is stored before its call begins; the outcome follows in the background and is seen at once by readers here. What comes
/// while a commit is under way goes into the next one together.
/// </summary>
internal sealed partial class AuditTrail(AccessStore store, EngineActivity activity, TimeProvider time, ILogger<AuditTrail> logger)
{
    public const int BucketSize = 100;

    /// <summary>The newest that are kept, at least.</summary>
    public const int MaxRecords = 20_000;

    private const int MaxSubjectLength = 200;

    /// <summary>Most records that one commit writes.</summary>
    private const int MaxTogether = 256;

    private readonly ConcurrentDictionary<long, AuditRecord> _ending = new();
    private readonly Lock _gate = new();
    private readonly Queue<PendingRecord> _waiting = [];
    private bool _writerRuns;
    private long? _last; // the writer's

    /// <summary>Stores that a call begins.</summary>
    public Task<AuditRecord> BeginAsync(Caller caller, string action, Guid? app, string? subject)
    {
        var pending = new PendingRecord(new AuditRecord
        {
            Number = 0,
            AccountId = caller.AccountId,
            Email = caller.Email,
            AuthorizationId = caller.AuthorizationId,
            Action = action,
            AppId = app,
            Subject = subject is { Length: > MaxSubjectLength } ? subject[..MaxSubjectLength] + "..." : subject,
            Address = caller.Address,
            RequestId = caller.RequestId,
            CreatedAt = time.GetUtcNow(),
        });
        Enqueue(pending);
        return pending.Stored;
    }

    /// <summary>Stores how it ended, later.</summary>
    public void End(AuditRecord record, AuditOutcome outcome, string? error)
    {
        var ended = record with { Outcome = outcome, Error = error };
        _ending[record.Number] = ended;
        Enqueue(new PendingRecord(ended));
    }

    /// <summary>Records below a number, newest first, that fulfil the condition; it looks through everything that is kept if it must.</summary>
    public async Task<IReadOnlyList<AuditRecord>> ReadAsync(Func<AuditRecord, bool> condition, long? before, int limit, CancellationToken cancellationToken)
    {
        var last = await ReadLastAsync(cancellationToken);
        // Before the store is read: an outcome is in one of the two, whenever it moves over.
        var ending = _ending.ToDictionary();
        var found = new List<AuditRecord>();
        var from = Math.Min(last, before is { } b ? b - 1 : last);
        for (var bucket = from / BucketSize; bucket >= Math.Max(0, last / BucketSize - MaxRecords / BucketSize) && found.Count < limit; bucket--)
        {
            var records = await store.ListAsync(AccessKeys.AuditBucket(bucket), AccessJson.Default.AuditRecord, cancellationToken);
            foreach (var stored in records.Reverse())
            {
                var record = ending.GetValueOrDefault(stored.Value.Number, stored.Value);
                if (record.Number <= from && found.Count < limit && condition(record))
                    found.Add(record);
            }
        }

        return found;
    }

    private static string KeyOf(long number) => AccessKeys.AuditBucket(number / BucketSize) + (number % BucketSize).ToString("D2", CultureInfo.InvariantCulture);

    private async Task<long> ReadLastAsync(CancellationToken cancellationToken) =>
        (await store.ReadAsync(AccessKeys.AuditHead, AccessJson.Default.Int64, cancellationToken))?.Value ?? 0;

    private void Enqueue(PendingRecord pending)
    {
        lock (_gate)
        {
            _waiting.Enqueue(pending);
            if (_writerRuns)
                return;
            _writerRuns = true;
        }

        activity.Run(WriteWaitingAsync);
    }

    private async Task WriteWaitingAsync()
    {
        var together = new List<PendingRecord>();
        while (TakeWaiting(together))
        {
            try
            {
                await WriteAsync(together);
            }
            catch (Exception e) // whatever it is: who waits must learn of it, and the writer goes on
            {
                _last = null;
                foreach (var pending in together)
                    Fail(pending, e);
            }
        }
    }

    private bool TakeWaiting(List<PendingRecord> together)
    {
        together.Clear();
        lock (_gate)
        {
            while (together.Count < MaxTogether && _waiting.TryDequeue(out var pending))
                together.Add(pending);
            return _writerRuns = together.Count > 0;
        }
    }

    private async Task WriteAsync(List<PendingRecord> together)
    {
        while (true)
        {
            var number = _last ?? await ReadLastAsync(CancellationToken.None);
            var changes = new Changes();
            foreach (var pending in together.Where(static pending => pending.IsNew))
            {
                pending.Record = pending.Record with { Number = ++number };
                changes.Put(KeyOf(number), pending.Record, AccessJson.Default.AuditRecord, 0);
                await ForgetAsync(changes, number);
            }

            if (changes.All.Count > 0)
                changes.Put(AccessKeys.AuditHead, number, AccessJson.Default.Int64, null);
            foreach (var pending in together.Where(static pending => !pending.IsNew))
                changes.Put(KeyOf(pending.Record.Number), pending.Record, AccessJson.Default.AuditRecord, null);
            var stored = await store.TryCommitAsync(changes);
            _last = stored ? number : null; // another process has taken a number: look again
            if (!stored)
                continue;
            foreach (var pending in together)
                Complete(pending);
            return;
        }
    }

    private void Complete(PendingRecord pending)
    {
        if (pending.IsNew)
            pending.SetStored();
        else
            _ending.TryRemove(pending.Record.Number, out _);
    }

    private void Fail(PendingRecord pending, Exception e)
    {
        if (pending.IsNew)
        {
            pending.SetFailed(e);
            return;
        }

        Log.OutcomeNotStored(logger, pending.Record.Number, pending.Record.Action, pending.Record.Outcome, e);
        _ending.TryRemove(pending.Record.Number, out _);
    }

    /// <summary>With the first record of a bucket goes the bucket that is too old.</summary>
    private async Task ForgetAsync(Changes changes, long number)
    {
        var oldest = number / BucketSize - MaxRecords / BucketSize - 1;
        if (number % BucketSize != 0 || oldest < 0)
            return;
        foreach (var old in await store.ListAsync(AccessKeys.AuditBucket(oldest), AccessJson.Default.AuditRecord, CancellationToken.None))
            changes.Remove(KeyOf(old.Value.Number));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The outcome of audit record {Number} ({Action}: {Outcome}) could not be stored; it stays unknown there.")]
        public static partial void OutcomeNotStored(ILogger logger, long number, string action, AuditOutcome outcome, Exception exception);
    }
}
