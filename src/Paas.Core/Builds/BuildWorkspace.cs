using Microsoft.Extensions.Options;

namespace Paas.Builds;

/// <summary>Directories of builds under the data directory: one to work in per build, one cache per app.</summary>
internal sealed class BuildWorkspace(IOptions<PaasOptions> options, IOptions<EngineOptions> engineOptions)
{
    private readonly string _work = Path.GetFullPath(Path.Combine(options.Value.DataDirectory, "builds"));
    private readonly string _caches = Path.GetFullPath(Path.Combine(options.Value.DataDirectory, "cache"));

    /// <summary>Removes what builds of an earlier host process left.</summary>
    public void Sweep() => SourceTree.Remove(_work);

    public string CreateAppDirectory(Guid build)
    {
        var directory = Path.Combine(_work, build.ToString("n"), "app");
        Directory.CreateDirectory(directory);
        return directory;
    }

    public string CreateWorkDirectory(Guid build)
    {
        var directory = Path.Combine(_work, build.ToString("n"), "work");
        Directory.CreateDirectory(directory);
        return directory;
    }

    /// <summary>Directory of a build beside the app's, which is removed with it.</summary>
    public string ScratchOf(Guid build) => Path.Combine(_work, build.ToString("n"));

    public string CreateCacheDirectory(Guid app)
    {
        var directory = Path.Combine(_caches, app.ToString());
        if (engineOptions.Value.CacheSeedDirectory is { } seed && (!Directory.Exists(directory) || !Directory.EnumerateFileSystemEntries(directory).Any()))
            Seed(seed, directory);
        Directory.CreateDirectory(directory);
        return directory;
    }

    /// <summary>Copies aside and renames, so that a cache that is there has the whole seed.</summary>
    private static void Seed(string seed, string directory)
    {
        if (!Directory.Exists(seed))
            throw new PaasException(PaasErrors.Unavailable, $"The directory '{seed}' with which build caches begin does not exist. The host sets it by EngineOptions.CacheSeedDirectory.");
        var aside = directory + ".new";
        SourceTree.Remove(aside);
        TreeCopy.Copy(seed, aside);
        SourceTree.Remove(directory);
        Directory.Move(aside, directory);
    }

    public void Remove(Guid build) => SourceTree.Remove(Path.Combine(_work, build.ToString("n")));

    public void RemoveCache(Guid app) => SourceTree.Remove(Path.Combine(_caches, app.ToString()));
}
