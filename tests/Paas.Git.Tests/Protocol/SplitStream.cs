namespace Paas.Git.Tests.Protocol;

/// <summary>Gives its pieces one by one, and never ends when the last one is null.</summary>
internal sealed class SplitStream(params byte[]?[] pieces) : MemoryStream
{
    private readonly Queue<byte[]?> _pieces = new(pieces.Where(static p => p is null or { Length: > 0 }));
    private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when a reader waits for what never comes.</summary>
    public Task Waiting => _waiting.Task;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_pieces.TryDequeue(out var piece))
            return 0;
        if (piece is null)
        {
            _waiting.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        piece.CopyTo(buffer);
        return piece!.Length;
    }
}
