using System.IO.MemoryMappedFiles;

namespace Paas.Docker.Output;

/// <summary>
/// Remembers in a file up to where a dyno's output arrived: when, and the marks of the last lines. The file is mapped into
/// memory, so that writing costs no system call and outlives <c>kill -9</c>.
/// </summary>
internal sealed class SeenOutput : IDisposable
{
    private const int Lines = SeenMark.Lines;
    private const int Size = sizeof(long) + (Lines * sizeof(ulong));

    private readonly string?[] _last = new string?[Lines];
    private readonly byte[] _bytes = new byte[Size];
    private readonly TimeProvider _clock;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private int _next;
    private bool _changed;

    public SeenOutput(string path, TimeProvider clock)
    {
        _clock = clock;
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, Size);
        _view = _file.CreateViewAccessor(0, Size);
        var bytes = new byte[Size];
        _view.ReadArray(0, bytes, 0, Size);
        Mark = SeenMark.Read(bytes);
    }

    /// <summary>Up to where output arrived; at first what an earlier host left.</summary>
    public SeenMark Mark { get; private set; }

    public void Add(string line)
    {
        _last[_next] = line;
        _next = (_next + 1) % Lines;
        _changed = true;
    }

    /// <summary>Writes down what was added.</summary>
    public void Save()
    {
        if (!_changed)
            return;
        _changed = false;
        SeenMark.Write(_bytes, _clock.GetUtcNow(), _last, _next);
        _view.WriteArray(0, _bytes, 0, Size);
        Mark = SeenMark.Read(_bytes);
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
