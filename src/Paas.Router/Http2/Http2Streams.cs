using Paas.Errors;
using Paas.Forwarding;

namespace Paas.Http2;

/// <summary>The open streams of a connection, those that are ready, and used ones for the next requests.</summary>
internal sealed class Http2Streams(RouterContext context, Http2Connection connection, ClientFacts facts, AppConnection app)
{
    private const int MaxSpare = 32;
    // Frames that were under way when we ended a stream are no mistake of the client.
    private const int RememberedEnds = 128;
    private readonly Dictionary<int, Http2Stream> _open = [];
    private readonly Stack<Http2Stream> _spare = new();
    private readonly int[] _ended = new int[RememberedEnds];
    private int _nextEnded;
    private Http2Stream? _ready;

    public int Count => _open.Count;

    /// <summary>The highest stream that the client has opened.</summary>
    public int LastId { get; private set; }

    public Http2Stream? Find(int id) => _open.GetValueOrDefault(id);

    /// <summary>Tells whether we have ended this stream, not long ago, while the client may not have known.</summary>
    public bool WasEndedByUs(int id) => Array.IndexOf(_ended, id) >= 0;

    /// <summary>Notes that the client has used this number.</summary>
    public void Use(int id) => LastId = id;

    /// <summary>Opens a stream; its request is not taken up yet.</summary>
    public Http2Stream Open(int id)
    {
        if (!_spare.TryPop(out var stream))
            stream = new Http2Stream(context, connection, facts, app);
        _open.Add(id, stream);
        return stream;
    }

    /// <summary>Forgets a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="byUs">We have ended it, or the client may still send on it.</param>
    /// <param name="reusable">It can serve another request.</param>
    public void Remove(Http2Stream stream, bool byUs, bool reusable)
    {
        _open.Remove(stream.Id);
        if (byUs)
            NoteEnded(stream.Id);
        if (reusable && _spare.Count < MaxSpare)
            _spare.Push(stream);
        else
            stream.Release();
    }

    /// <summary>Notes a stream that we refused.</summary>
    public void NoteEnded(int id)
    {
        _ended[_nextEnded] = id;
        _nextEnded = (_nextEnded + 1) % RememberedEnds;
    }

    /// <summary>Puts a stream among the ready ones; any thread may.</summary>
    public void Push(Http2Stream stream)
    {
        Http2Stream? head;
        do
        {
            head = Volatile.Read(ref _ready);
            stream.NextReady = head;
        }
        while (Interlocked.CompareExchange(ref _ready, stream, head) != head);
    }

    /// <summary>Takes all ready streams, the one that became ready first at the front.</summary>
    public Http2Stream? TakeReady()
    {
        if (Volatile.Read(ref _ready) is null)
            return null;
        var stream = Interlocked.Exchange(ref _ready, null);
        Http2Stream? first = null;
        while (stream is not null)
        {
            var next = stream.NextReady;
            stream.NextReady = first;
            first = stream;
            stream = next;
        }
        return first;
    }

    /// <summary>Wakes the streams whose time is over and returns when to look again.</summary>
    public long WakeExpired(long now)
    {
        var next = long.MaxValue;
        foreach (var stream in _open.Values)
        {
            if (stream.Deadline <= now)
                stream.Wake();
            else
                next = Math.Min(next, stream.Deadline);
        }
        return next;
    }

    public void WakeAll()
    {
        foreach (var stream in _open.Values)
            stream.Wake();
    }

    /// <summary>Applies a change of the initial window to all open streams (RFC 9113 §6.9.2). False when one grows too large.</summary>
    public bool ShiftWindows(Http2Sender sender, int change)
    {
        var fits = true;
        foreach (var stream in _open.Values)
            fits &= sender.Open(stream, change);
        return fits;
    }

    /// <summary>Ends all requests in flight.</summary>
    public void AbortAll(RouterError error)
    {
        foreach (var stream in _open.Values)
        {
            stream.Abort(error);
            stream.Release();
        }
        _open.Clear();
        Trim();
    }

    /// <summary>Gives the memory of unused streams back.</summary>
    public void Trim()
    {
        while (_spare.TryPop(out var stream))
            stream.Release();
    }
}
