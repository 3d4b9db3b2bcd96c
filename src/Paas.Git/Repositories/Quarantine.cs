using Paas.Git.Objects;

namespace Paas.Git.Repositories;

/// <summary>
/// A place of its own for the objects of one push, which sees the repository's objects through <c>alternates</c> while
/// the repository does not see it. Removed when the push ends; what a crash leaves is removed at start.
/// </summary>
internal sealed class Quarantine : IDisposable
{
    private readonly string _path;

    private Quarantine(string path)
    {
        _path = path;
        Store = ObjectStore.Open(ObjectsDirectory);
    }

    /// <summary>The objects of the push and of the repository.</summary>
    public ObjectStore Store { get; }

    public string PackDirectory => Path.Combine(ObjectsDirectory, "pack");

    private string ObjectsDirectory => Path.Combine(_path, "objects");

    public static Quarantine Create(AppRepository repository)
    {
        var path = Path.Combine(repository.QuarantineDirectory, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Path.Combine(path, "objects", "pack"));
        Directory.CreateDirectory(Path.Combine(path, "objects", "info"));
        File.WriteAllText(Path.Combine(path, "objects", "info", "alternates"), "../../../objects\n");
        return new Quarantine(path);
    }

    /// <summary>Moves the packs into the repository, durably. The index goes last: without it a pack is not seen.</summary>
    public void MoveInto(AppRepository repository)
    {
        var moved = false;
        foreach (var pack in Directory.EnumerateFiles(PackDirectory, "pack-*.pack"))
        {
            Move(pack, repository.PackDirectory);
            Move(Path.ChangeExtension(pack, ".idx"), repository.PackDirectory);
            moved = true;
        }

        if (moved)
            Durable.FlushDirectory(repository.PackDirectory);
    }

    public void Dispose()
    {
        Store.Dispose();
        TryRemove(_path);
    }

    /// <summary>What cannot be removed now is removed at the next start.</summary>
    public static void TryRemove(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Gone already.
        }
        catch (IOException)
        {
            // In use; see above.
        }
        catch (UnauthorizedAccessException)
        {
            // In use on Windows; see above.
        }
    }

    private static void Move(string file, string directory)
    {
        var target = Path.Combine(directory, Path.GetFileName(file));
        if (File.Exists(target))
            return;
        Durable.FlushFile(file);
        File.Move(file, target);
    }
}
