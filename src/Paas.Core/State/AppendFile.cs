using Microsoft.Win32.SafeHandles;

namespace Paas.State;

/// <summary>The few operations that a journal needs from its file. Tests derive from it to make a disk full or broken.</summary>
internal class AppendFile(string path) : IDisposable
{
    private readonly SafeFileHandle _handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);

    public virtual void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(_handle, bytes, offset);

    public virtual void FlushToDisk() => RandomAccess.FlushToDisk(_handle);

    public virtual void Truncate(long length) => RandomAccess.SetLength(_handle, length);

    public void Dispose()
    {
        _handle.Dispose();
        GC.SuppressFinalize(this);
    }
}
