namespace Paas.Git.Objects;

/// <summary>Raw objects of an <c>objects</c> directory and its alternates. May be used from several threads.</summary>
internal sealed class ObjectStore : IDisposable
{
    private nint _database;

    private ObjectStore(nint database) => _database = database;

    /// <summary>libgit2's handle, valid until this is disposed.</summary>
    public nint Handle => _database;

    public static ObjectStore Open(string objectsDirectory)
    {
        NativeGit.Check(NativeGit.OpenDatabase(out var database, objectsDirectory), "open the object database");
        return new ObjectStore(database);
    }

    public bool Contains(in Oid id) => NativeGit.Exists(_database, id) == 1;

    public bool TryReadHeader(in Oid id, out ObjectType type, out long size)
    {
        var result = NativeGit.ReadHeader(out var length, out type, _database, id);
        size = (long)length;
        if (result == NativeGit.NotFound)
            return false;
        NativeGit.Check(result, $"read object {id}");
        return true;
    }

    /// <summary>The whole object. Throws <see cref="GitDataException"/> when it is missing, damaged or of another type.</summary>
    public RawObject Read(in Oid id, ObjectType expected = ObjectType.None)
    {
        NativeGit.Check(NativeGit.Read(out var handle, _database, id), $"read object {id}");
        var raw = new RawObject(handle);
        if (expected == ObjectType.None || raw.Type == expected)
            return raw;

        var actual = raw.Type;
        raw.Dispose();
        throw new GitDataException($"object {id} is a {actual}, not a {expected}".ToLowerInvariant());
    }

    public void Dispose()
    {
        var database = Interlocked.Exchange(ref _database, 0);
        if (database != 0)
            NativeGit.FreeDatabase(database);
    }
}
