using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Paas.Git.Objects;

/// <summary>
/// Writes a pack to disk as it arrives, resolves its deltas (also against objects of the store: thin packs), checks its
/// checksums and leaves <c>pack-….pack</c> and <c>pack-….idx</c> in a directory. libgit2's indexer, memory-mapped.
/// </summary>
internal sealed unsafe class PackIndexer : IDisposable
{
    private readonly int* _stop = (int*)NativeMemory.AllocZeroed(sizeof(int));
    private NativeGit.IndexerProgress _progress;
    private nint _indexer;

    public PackIndexer(string packDirectory, ObjectStore store)
    {
        var options = new NativeGit.IndexerOptions { Version = 1, Progress = &OnProgress, Payload = _stop };
        NativeGit.Check(NativeGit.NewIndexer(out _indexer, packDirectory, 0, store.Handle, options), "start indexing the pack");
    }

    public void Append(ReadOnlySpan<byte> data)
    {
        fixed (byte* pointer = data)
            NativeGit.Check(NativeGit.Append(_indexer, pointer, (nuint)data.Length, ref _progress), "read the pack");
    }

    /// <summary>Resolves deltas and writes the index. Blocks for as long as that takes; returns the path of the index.</summary>
    public string Commit(string packDirectory, CancellationToken cancellationToken)
    {
        using var stop = cancellationToken.UnsafeRegister(static state => ((PackIndexer)state!).Stop(), this);
        var result = NativeGit.Commit(_indexer, ref _progress);
        cancellationToken.ThrowIfCancellationRequested();
        NativeGit.Check(result, "index the pack");
        var name = Marshal.PtrToStringUTF8((nint)NativeGit.Name(_indexer));
        return Path.Combine(packDirectory, $"pack-{name}.idx");
    }

    public void Dispose()
    {
        if (_indexer == 0)
            return;
        NativeGit.FreeIndexer(_indexer);
        _indexer = 0;
        NativeMemory.Free(_stop);
    }

    private void Stop() => Volatile.Write(ref *_stop, 1);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnProgress(NativeGit.IndexerProgress* progress, void* stop) => Volatile.Read(ref *(int*)stop) == 0 ? 0 : -1;
}
