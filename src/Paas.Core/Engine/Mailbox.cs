using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Paas.Engine;

/// <summary>
/// Runs work one piece at a time in the order in which it was posted: the single writer of an app. Nothing runs, and
/// no task exists, while it is empty. Events are always taken; commands are refused when too many wait.
/// </summary>
internal sealed partial class Mailbox(EngineActivity activity, ILogger logger, int maxCommands = 1_000)
{
    private readonly ConcurrentQueue<Func<ValueTask>> _queue = new();
    private int _commands;
    private int _scheduled;

    /// <summary>Posts an event. What it throws is a bug and is logged.</summary>
    public void Post(Func<ValueTask> work)
    {
        activity.Begin();
        _queue.Enqueue(work);
        if (Interlocked.Exchange(ref _scheduled, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(static mailbox => _ = mailbox.RunAsync(), this, preferLocal: false);
    }

    /// <summary>Runs a command and returns what it returns or throws.</summary>
    public Task<T> InvokeAsync<T>(Func<ValueTask<T>> command, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _commands) > maxCommands)
        {
            Interlocked.Decrement(ref _commands);
            throw new PaasException(PaasErrors.RateLimit, $"More than {maxCommands} changes of this app are waiting. Try again when they are done.");
        }

        var reply = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(async () =>
        {
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                reply.SetResult(await command());
            }
            catch (Exception e)
            {
                reply.SetException(e);
            }
            finally
            {
                Interlocked.Decrement(ref _commands);
            }
        });
        return reply.Task.WaitAsync(cancellationToken);
    }

    private async Task RunAsync()
    {
        while (true)
        {
            while (_queue.TryDequeue(out var work))
            {
                try
                {
                    await work();
                }
                catch (Exception e)
                {
                    Log.MessageFailed(logger, e);
                }

                activity.End();
            }

            // A message that came between the last look and this line finds _scheduled set: look once more. An exchange, since a
            // mere write could become visible after that look, and the message and the look miss each other.
            Interlocked.Exchange(ref _scheduled, 0);
            if (_queue.IsEmpty || Interlocked.Exchange(ref _scheduled, 1) == 1)
                return;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A message of an app's mailbox failed; the next reconciliation makes up for it.")]
        public static partial void MessageFailed(ILogger logger, Exception exception);
    }
}
