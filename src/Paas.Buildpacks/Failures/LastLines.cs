using System.Collections;

namespace Paas.Failures;

/// <summary>The end of an output, for the reason of a build that fails.</summary>
internal sealed class LastLines(int count) : IEnumerable<string>
{
    private readonly Queue<string> _lines = new();

    /// <summary>Adds a line, in place of the oldest when there are as many as are kept; one without text is none.</summary>
    public void Add(string line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        if (_lines.Count == count)
            _lines.Dequeue();
        _lines.Enqueue(line);
    }

    public IEnumerator<string> GetEnumerator() => _lines.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
