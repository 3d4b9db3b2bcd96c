using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Paas.Dynos.Local;

/// <summary>
/// Events on their way to the one reader. The channel has no bound of its own: output is bounded per dyno by
/// <see cref="OutputQueue"/>, and a dyno has few other events, none of which may be lost.
/// </summary>
internal sealed class EventQueue
{
    private readonly Channel<(DynoEvent Event, OutputQueue? Output, int Cost)> _channel =
        Channel.CreateUnbounded<(DynoEvent, OutputQueue?, int)>(new UnboundedChannelOptions { SingleReader = true });

    private int _read;

    /// <summary>Adds an event that must arrive.</summary>
    public void Post(DynoEvent dynoEvent) => _channel.Writer.TryWrite((dynoEvent, null, 0));

    /// <summary>Adds output that counts against the bound of its dyno until it is read.</summary>
    public void Post(DynoEvent dynoEvent, OutputQueue output, int cost) => _channel.Writer.TryWrite((dynoEvent, output, cost));

    /// <summary>Ends the stream of events after those that are in it.</summary>
    public void Complete() => _channel.Writer.TryComplete();

    public async IAsyncEnumerable<DynoEvent> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _read, 1) != 0)
            throw new InvalidOperationException("The events of a driver are for one reader; WatchAsync was called before.");
        await foreach (var (dynoEvent, output, cost) in _channel.Reader.ReadAllAsync(cancellationToken))
        {
            output?.Free(cost);
            yield return dynoEvent;
        }
    }
}
