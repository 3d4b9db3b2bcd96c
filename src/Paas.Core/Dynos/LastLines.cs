namespace Paas.Dynos;

/// <summary>The last lines of one run of a dyno, to explain its end. The log cannot tell them from those of another run of that name.</summary>
internal sealed class LastLines
{
    /// <summary>How many an explanation carries.</summary>
    public const int Count = 20;

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = [];

    public void Add(string line)
    {
        lock (_gate)
        {
            if (_lines.Count == Count)
                _lines.Dequeue();
            _lines.Enqueue(line);
        }
    }

    public string[] ToArray()
    {
        lock (_gate)
            return [.. _lines];
    }
}
