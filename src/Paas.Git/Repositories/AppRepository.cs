using LibGit2Sharp;
using Paas.Git.Objects;
using Paas.Git.Protocol;

namespace Paas.Git.Repositories;

/// <summary>
/// The bare repository of one app. Objects come in whole packs out of a <see cref="Quarantine"/>; refs are files that are
/// written aside and renamed, after the objects that they name are on disk.
/// </summary>
internal sealed class AppRepository(string path)
{
    private int _deploying;

    public string Path { get; } = path;

    public string ObjectsDirectory => System.IO.Path.Combine(Path, "objects");

    public string PackDirectory => System.IO.Path.Combine(ObjectsDirectory, "pack");

    public string QuarantineDirectory => System.IO.Path.Combine(Path, "quarantine");

    /// <summary>One at a time: moving objects and refs.</summary>
    public SemaphoreSlim Gate { get; } = new(1);

    /// <summary>One push at a time is built; false when another one is.</summary>
    public bool TryBeginDeploy() => Interlocked.CompareExchange(ref _deploying, 1, 0) == 0;

    public void EndDeploy() => Volatile.Write(ref _deploying, 0);

    /// <summary>Makes the repository when it is not there, in one step.</summary>
    public void EnsureCreated()
    {
        if (Directory.Exists(Path))
            return;

        var aside = $"{Path}.{Guid.NewGuid():N}.new";
        try
        {
            Repository.Init(aside, isBare: true);
            Directory.CreateDirectory(System.IO.Path.Combine(aside, "objects", "pack"));
            Durable.WriteText(System.IO.Path.Combine(aside, "HEAD"), $"ref: {RefName.Main}\n");
            Directory.Move(aside, Path);
            Durable.FlushDirectory(System.IO.Path.GetDirectoryName(Path)!);
        }
        catch (IOException) when (Directory.Exists(Path))
        {
            // Another request was faster.
            Directory.Delete(aside, recursive: true);
        }
    }

    public RefSnapshot ReadRefs()
    {
        using var repository = new Repository(Path);
        var refs = RefSnapshot.Empty.Refs.ToBuilder();
        foreach (var reference in repository.Refs)
        {
            if (reference is DirectReference direct)
                refs[direct.CanonicalName] = Oid.Parse(direct.TargetIdentifier);
        }

        return new RefSnapshot(refs.ToImmutable(), repository.Refs.Head.TargetIdentifier);
    }

    /// <summary>Writes or removes a branch or tag; when it returns the change survives loss of power.</summary>
    public void WriteRef(string name, Oid id)
    {
        var file = System.IO.Path.Combine(Path, name);
        if (id.IsZero)
        {
            using var repository = new Repository(Path);
            repository.Refs.Remove(name);
            if (Directory.Exists(System.IO.Path.GetDirectoryName(file)))
                Durable.FlushDirectory(System.IO.Path.GetDirectoryName(file)!);
            return;
        }

        RemoveEmptyDirectories(file);
        var directory = System.IO.Path.GetDirectoryName(file)!;
        for (var parent = directory; !Directory.Exists(parent); parent = System.IO.Path.GetDirectoryName(parent)!)
            directory = System.IO.Path.GetDirectoryName(parent)!;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        Durable.WriteText(file, $"{id}\n");
        if (directory != System.IO.Path.GetDirectoryName(file))
            Durable.FlushDirectory(directory);
    }

    public void WriteHead(string branch) => Durable.WriteText(System.IO.Path.Combine(Path, "HEAD"), $"ref: {branch}\n");

    /// <summary>Removes locks of a writer that was killed. Only while nobody else writes.</summary>
    public void RemoveStaleLocks()
    {
        File.Delete(System.IO.Path.Combine(Path, "HEAD.lock"));
        File.Delete(System.IO.Path.Combine(Path, "packed-refs.lock"));
        var refs = System.IO.Path.Combine(Path, "refs");
        if (!Directory.Exists(refs))
            return;
        foreach (var stale in Directory.EnumerateFiles(refs, "*.lock", SearchOption.AllDirectories))
            File.Delete(stale);
    }

    /// <summary>A deleted branch "a/b" leaves the directory "a", which would be in the way of a branch "a".</summary>
    private static void RemoveEmptyDirectories(string path)
    {
        if (!Directory.Exists(path))
            return;
        foreach (var child in Directory.EnumerateDirectories(path))
            RemoveEmptyDirectories(child);
        Directory.Delete(path);
    }
}
