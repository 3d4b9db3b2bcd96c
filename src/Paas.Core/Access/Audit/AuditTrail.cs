using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Paas.Access.Store;
using Paas.Engine;

namespace Paas.Access.Audit;

/// <summary>
/// Writes the audit trail: <c>audit/{bucket}/{n}</c>, a hundred records in a bucket, and the newest number in <c>audit/head</c>. A
/// record is stored before its call begins; the outcome follows in the background and is seen at once by readers here.
/// </summary>
internal sealed partial class AuditTrail(AccessStore store, EngineActivity activity, TimeProvider time, ILogger<AuditTrail> logger) : IDisposable
{
    public const int BucketSize = 100;

    /// <summary>The newest that are kept, at least.</summary>
    public const int MaxRecords = 20_000;

    private const int MaxSubjectLength = 200;

    private readonly SemaphoreSlim _gate = new(1);
    private readonly ConcurrentDictionary<long, AuditRecord> _ending = new();
    private long? _last;

    /// <summary>Stores that a call begins.</summary>
    public async Task<AuditRecord> BeginAsync(Caller caller, string action, Guid? app, string? subject)
    {
        await _gate.WaitAsync();
        try
        {
            while (true)
            {
                var number = await LastAsync() + 1;
                var record = new AuditRecord
                {
                    Number = number,
                    AccountId = caller.AccountId,
                    Email = caller.Email,
                    AuthorizationId = caller.AuthorizationId,
                    Action = action,
                    AppId = app,
                    Subject = subject is { Length: > MaxSubjectLength } ? subject[..MaxSubjectLength] + "..." : subject,
                    Address = caller.Address,
                    RequestId = caller.RequestId,
                    CreatedAt = time.GetUtcNow(),
                };
                var changes = new Changes()
                    .Put(KeyOf(number), record, AccessJson.Default.AuditRecord, 0)
                    .Put(AccessKeys.AuditHead, number, AccessJson.Default.Int64, null);
                await ForgetAsync(changes, number);
                var stored = await store.TryCommitAsync(changes);
                _last = stored ? number : null; // another process has taken the number: look again
                if (stored)
                    return record;
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Stores how it ended, later.</summary>
    public void End(AuditRecord record, AuditOutcome outcome, string? error)
    {
        var ended = record with { Outcome = outcome, Error = error };
        _ending[record.Number] = ended;
        activity.Run(async () =>
        {
            try
            {
                await store.TryCommitAsync(new Changes().Put(KeyOf(ended.Number), ended, AccessJson.Default.AuditRecord, null));
            }
            catch (PaasException e)
            {
                Log.OutcomeNotStored(logger, ended.Number, ended.Action, outcome, e);
            }

            _ending.TryRemove(ended.Number, out _);
        });
    }

    /// <summary>Records below a number, newest first, that fulfil the condition; it looks through everything that is kept if it must.</summary>
    public async Task<IReadOnlyList<AuditRecord>> ReadAsync(Func<AuditRecord, bool> condition, long? before, int limit, CancellationToken cancellationToken)
    {
        long last;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            last = await LastAsync();
        }
        finally
        {
            _gate.Release();
        }

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

    public void Dispose() => _gate.Dispose();

    private static string KeyOf(long number) => AccessKeys.AuditBucket(number / BucketSize) + (number % BucketSize).ToString("D2", CultureInfo.InvariantCulture);

    private async Task<long> LastAsync() =>
        _last ??= (await store.ReadAsync(AccessKeys.AuditHead, AccessJson.Default.Int64, CancellationToken.None))?.Value ?? 0;

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
