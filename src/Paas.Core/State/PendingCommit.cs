namespace Paas.State;

/// <summary>A commit on its way to the disk.</summary>
internal sealed class PendingCommit(IReadOnlyList<StateChange> changes)
{
    private readonly TaskCompletionSource<long?> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<StateChange> Changes { get; } = changes;

    /// <summary>Its revision once it was tried, or null when it conflicts.</summary>
    public long? Revision { get; set; }

    public Task<long?> Completion => _completion.Task;

    public void Complete() => _completion.TrySetResult(Revision);

    public void Fail(Exception exception) => _completion.TrySetException(exception);
}
