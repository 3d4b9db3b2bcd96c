using Paas.Files;

namespace Paas.Caching;

/// <summary>
/// The part of an app's build cache that belongs to one language. A signature names everything that makes the content
/// worthless when it changes (stack, tool versions); it is written last, so that a build that died leaves a cache that
/// the next build drops.
/// </summary>
/// <param name="cacheDirectory">The app's build cache.</param>
/// <param name="language">Name of the part.</param>
/// <param name="discarded">
/// A directory that goes with the build, on the same disk: what is dropped is moved there, because removing thousands of files takes
/// seconds that nobody need wait for. Null to remove at once.
/// </param>
internal sealed class BuildCache(string cacheDirectory, string language, string? discarded = null)
{
    private const string SignatureFile = "signature";
    private readonly ConfinedDirectory _directory = new(cacheDirectory);

    /// <summary>A directory of the cache, created when missing.</summary>
    public string Open(string name) => _directory.CreateDirectory(Relative(name));

    /// <summary>Where something of the cache is or will be.</summary>
    public string PathOf(string name) => _directory.PathOf(Relative(name));

    public bool Contains(string name) => _directory.DirectoryExists(Relative(name));

    /// <summary>Drops everything when the content was made under another signature. Returns what happened.</summary>
    public CacheState Restore(string signature)
    {
        var stored = _directory.ReadText(Relative(SignatureFile));
        if (stored == signature)
            return CacheState.Valid;

        var wasThere = _directory.DirectoryExists(language);
        Drop(language);
        return wasThere && stored is not null ? CacheState.Outdated : CacheState.Empty;
    }

    /// <summary>Declares the content good for builds with this signature.</summary>
    public void Save(string signature) => _directory.WriteText(Relative(SignatureFile), signature);

    /// <summary>A small file of the cache; null when it is not there.</summary>
    public string? ReadText(string name) => _directory.ReadText(Relative(name));

    public void WriteText(string name, string text) => _directory.WriteText(Relative(name), text);

    public void Clear() => Drop(language);

    public void Delete(string name) => Drop(Relative(name));

    private void Drop(string path)
    {
        if (discarded is null || !_directory.TryMoveOut(path, Path.Combine(discarded, $"discarded-{Guid.NewGuid():N}")))
            _directory.Delete(path);
    }

    private string Relative(string name) => $"{language}/{name}";
}
