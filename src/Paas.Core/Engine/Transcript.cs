using System.Runtime.CompilerServices;

namespace Paas.Engine;

/// <summary>
/// Lines that are written once and read by any number of readers, from the beginning and live until it is completed.
/// Never blocks the writer; beyond so many characters the oldest half is cut and readers are told.
/// </summary>
internal sealed class Transcript(int maxCharacters = Transcript.MaxCharacters)
{
    public const int MaxCharacters = 16 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private long _cut;
    private long _characters;
    private bool _completed;
    private TaskCompletionSource _changed = NewSignal();

    public void Write(string line)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            if (_completed)
                return;
            _lines.Add(line);
            _characters += line.Length + 1;
            if (_characters > maxCharacters)
                CutOldestHalf();
            (changed, _changed) = (_changed, NewSignal());
        }

        changed.TrySetResult();
    }

    public void Complete()
    {
        lock (_gate)
            _completed = true;
        _changed.TrySetResult();
    }

    /// <summary>The last lines, oldest first.</summary>
    public IReadOnlyList<string> Last(int count)
    {
        lock (_gate)
            return _lines.GetRange(Math.Max(0, _lines.Count - count), Math.Min(count, _lines.Count));
    }

    public async IAsyncEnumerable<string> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long next = 0;
        while (true)
        {
            string[] batch;
            Task changed;
            lock (_gate)
            {
                changed = _changed.Task;
                if (next < _cut)
                {
                    batch = [$"… {_cut - next} lines were cut here …"];
                    next = _cut;
                }
                else
                {
                    batch = [.. _lines.Skip((int)(next - _cut))];
                    next += batch.Length;
                    if (batch.Length == 0 && _completed)
                        yield break;
                }
            }

            foreach (var line in batch)
                yield return line;
            if (batch.Length == 0)
                await changed.WaitAsync(cancellationToken);
        }
    }

    private void CutOldestHalf()
    {
        var count = _lines.Count / 2;
        for (var i = 0; i < count; i++)
            _characters -= _lines[i].Length + 1;
        _lines.RemoveRange(0, count);
        _cut += count;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
