using Paas.Files;

namespace Paas.Caching;

/// <summary>
/// The part of an app's build cache that belongs to one language. A signature names everything that makes the content
/// worthless when it changes (stack, tool versions); it is written last, so that a build that died leaves a cache that
/// the next build drops.
/// </summary>
internal sealed class BuildCache(string cacheDirectory, string language)
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
        _directory.Delete(language);
        return wasThere && stored is not null ? CacheState.Outdated : CacheState.Empty;
    }

    /// <summary>Declares the content good for builds with this signature.</summary>
    public void Save(string signature) => _directory.WriteText(Relative(SignatureFile), signature);

    /// <summary>A small file of the cache; null when it is not there.</summary>
    public string? ReadText(string name) => _directory.ReadText(Relative(name));

    public void WriteText(string name, string text) => _directory.WriteText(Relative(name), text);

    public void Clear() => _directory.Delete(language);

    public void Delete(string name) => _directory.Delete(Relative(name));

    private string Relative(string name) => $"{language}/{name}";
}
