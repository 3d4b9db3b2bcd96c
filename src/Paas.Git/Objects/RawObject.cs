namespace Paas.Git.Objects;

/// <summary>An object's type and bytes, in memory of libgit2 until it is disposed.</summary>
internal struct RawObject(nint handle) : IDisposable
{
    private nint _handle = handle;

    public readonly ObjectType Type => NativeGit.Type(_handle);

    public readonly unsafe ReadOnlySpan<byte> Data => new(NativeGit.Data(_handle), checked((int)NativeGit.DataSize(_handle)));

    public void Dispose()
    {
        if (_handle != 0)
            NativeGit.FreeObject(_handle);
        _handle = 0;
    }
}
