using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Paas.Git.Tests.Fakes;

/// <summary>A store whose changes a test publishes.</summary>
internal sealed class FakeStateStore : IStateStore
{
    private readonly Channel<StateDocument> _changes = Channel.CreateUnbounded<StateDocument>();
    private readonly TaskCompletionSource _watched = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HashSet<string> Documents { get; } = new(StringComparer.Ordinal);

    /// <summary>Ends when somebody watches.</summary>
    public Task Watched => _watched.Task;

    public void Publish(string key, string? json) => _changes.Writer.TryWrite(new StateDocument(key, 1, json is null ? (ReadOnlyMemory<byte>?)null : System.Text.Encoding.UTF8.GetBytes(json)));

    public ValueTask<StateDocument?> GetAsync(string key, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Documents.Contains(key) ? new StateDocument(key, 1, "{}"u8.ToArray()) : null);

    public ValueTask<IReadOnlyList<StateDocument>> ListAsync(string prefix, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<long?> CommitAsync(IReadOnlyList<StateChange> changes, CancellationToken cancellationToken) => throw new NotSupportedException();

    public async IAsyncEnumerable<StateDocument> WatchAsync(string prefix, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _watched.TrySetResult();
        await foreach (var document in _changes.Reader.ReadAllAsync(cancellationToken))
            yield return document;
    }
}
