using Paas.Fuzzing.Generation;
using Paas.Fuzzing.Reference;

namespace Paas.Fuzzing.Checks;

/// <summary>One connection of a dyno that answers requests with whatever it is told, in pieces, and sometimes goes.</summary>
internal sealed class MemoryDyno(MemoryEnd end, Random random, Func<byte[]> nextResponse)
{
    private readonly Queue<byte[]> _pieces = new();
    private int _answered;
    private int _seen;

    public MemoryEnd End => end;

    /// <summary>It has said that it changes the protocol, so that what follows is no HTTP.</summary>
    public bool HasUpgraded => System.Text.Encoding.Latin1.GetString([.. end.Fed]).Contains(" 101 ", StringComparison.Ordinal);

    /// <summary>Does one thing; false when there is nothing to do.</summary>
    public bool Step()
    {
        if (!end.IsOpen)
            return end.Settle();
        if (end.Received.Length != _seen)
        {
            _seen = end.Received.Length;
            // Now and then the answer comes before the request is there as a whole.
            var requests = ReferenceStream.Requests(end.Received, upgrades: false).Messages.Count + (random.OneIn(15) ? 1 : 0);
            for (; _answered < requests; _answered++)
                Cut(nextResponse());
        }
        if (_pieces.TryDequeue(out var piece))
        {
            end.Feed(piece);
            if (_pieces.Count == 0 && random.OneIn(12))
                Leave();
            else if (random.OneIn(60))
                Leave();
            return true;
        }
        return end.Settle();
    }

    private void Leave()
    {
        if (random.OneIn(2))
            end.FeedEnd();
        else
            end.FeedReset();
    }

    private void Cut(byte[] bytes)
    {
        var start = 0;
        while (start < bytes.Length)
        {
            var length = random.OneIn(2) ? bytes.Length - start : Math.Min(1 + random.Next(40), bytes.Length - start);
            _pieces.Enqueue(bytes[start..(start + length)]);
            start += length;
        }
    }
}
