using System.Collections.Concurrent;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;
using Paas.Slugs;

namespace Paas.Dynos.Local;

/// <summary>
/// Unpacked slugs that dynos share, <c>.slugs/{digest}</c> in the driver's directory; nobody writes them. A dyno's directory says
/// in <c>slug.txt</c> which one it uses, so that the next host knows it too. Those in use stay, and a few of the others. What was
/// unpacked before the machine started is unpacked anew: it was not flushed to the disk.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class UnpackedSlugs
{
    private const string Marker = "slug.txt";
    private const string Stamp = "boot";
    private const string Incoming = ".new-";
    private const int MaxUnused = 3;

    private readonly string _dynos;
    private readonly string _root;
    private readonly string _boot;
    private readonly ISlugStore _slugs;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<bool>> _unpacking = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SlugBasis> _bases = new(StringComparer.Ordinal);

    /// <param name="root">The driver's directory.</param>
    /// <param name="boot">Identity of the machine's start.</param>
    /// <param name="slugs">Where slugs come from.</param>
    /// <param name="clock">Time.</param>
    /// <param name="log">Diagnostics.</param>
    public UnpackedSlugs(string root, string boot, ISlugStore slugs, TimeProvider clock, ILogger log)
    {
        (_dynos, _root, _slugs, _clock, _log) = (root, Path.Combine(root, ".slugs"), slugs, clock, log);
        _boot = boot;
        if (!Directory.Exists(_root))
            return;
        var stamp = Path.Combine(_root, Stamp);
        if (!File.Exists(stamp) || File.ReadAllText(stamp) != boot)
        {
            DirectoryRemover.Remove(_root, log);
            return;
        }

        foreach (var leftover in Directory.EnumerateDirectories(_root, Incoming + "*"))
            DirectoryRemover.Remove(leftover, log);
    }

    /// <summary>The directory of an unpacked slug, which stays as long as the dyno's directory; null when the slug is not in the store.</summary>
    public async Task<string?> TakeAsync(DynoSpec spec, string dynoDirectory, CancellationToken cancellationToken)
    {
        var name = SlugDigest.Hex(spec.SlugDigest!);
        Task<bool> unpacking;
        lock (_lock)
        {
            File.WriteAllText(Path.Combine(dynoDirectory, Marker), name);
            if (!_unpacking.TryGetValue(name, out unpacking!))
                _unpacking.Add(name, unpacking = Task.Run(() => UnpackAsync(spec, name), CancellationToken.None));
        }

        return await unpacking.WaitAsync(cancellationToken) ? Path.Combine(_root, name) : null;
    }

    /// <summary>Says that a dyno does not use its slug any more, and removes what too many are of.</summary>
    public void Release(string dynoDirectory)
    {
        lock (_lock)
        {
            File.Delete(Path.Combine(dynoDirectory, Marker));
            Evict();
        }
    }

    /// <summary>Removes what too many are of.</summary>
    public void Trim()
    {
        lock (_lock)
            Evict();
    }

    private async Task<bool> UnpackAsync(DynoSpec spec, string name)
    {
        var path = Path.Combine(_root, name);
        try
        {
            if (Directory.Exists(path))
            {
                Directory.SetLastWriteTimeUtc(path, _clock.GetUtcNow().UtcDateTime);
                return true;
            }

            Begin();
            var aside = Directory.CreateDirectory(Path.Combine(_root, Incoming + Guid.NewGuid().ToString("N"))).FullName;
            try
            {
                IReadOnlyList<SlugEntry> entries = [];
                if (!await SlugFiles.UnpackAsync(_slugs, spec.SlugDigest!, spec.SlugPacks, aside, null, CancellationToken.None, read => Basis(entries = read)))
                    return false;
                Directory.Move(aside, path);
                _bases[name] = new SlugBasis(path, entries.ToDictionary(static entry => entry.Name, StringComparer.Ordinal));
                return true;
            }
            finally
            {
                if (Directory.Exists(aside))
                    DirectoryRemover.Remove(aside, _log);
            }
        }
        finally
        {
            lock (_lock)
            {
                _unpacking.Remove(name);
                Evict();
            }
        }
    }

    private void Begin()
    {
        if (Directory.Exists(_root))
            return;
        // Nobody but the host looks in.
        Directory.CreateDirectory(_root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(_root, Stamp), _boot);
    }

    /// <summary>The unpacked slug that has the most in common with another.</summary>
    private SlugBasis? Basis(IReadOnlyList<SlugEntry> entries) =>
        _bases.Values.Where(static basis => Directory.Exists(basis.Directory)).MaxBy(basis => entries.Count(basis.Has));

    private void Evict()
    {
        if (!Directory.Exists(_root) || Directory.EnumerateDirectories(_root).Count() <= MaxUnused)
            return;
        var used = Directory.EnumerateDirectories(_dynos).Select(static dyno => Path.Combine(dyno, Marker)).Where(File.Exists).Select(File.ReadAllText).ToHashSet(StringComparer.Ordinal);
        var unused = new DirectoryInfo(_root).EnumerateDirectories()
            .Where(entry => !used.Contains(entry.Name) && !_unpacking.ContainsKey(entry.Name) && !entry.Name.StartsWith(Incoming, StringComparison.Ordinal))
            .OrderByDescending(static entry => entry.LastWriteTimeUtc);
        foreach (var entry in unused.Skip(MaxUnused).ToList())
        {
            _bases.TryRemove(entry.Name, out _);
            DirectoryRemover.Remove(entry.FullName, _log);
        }
    }
}
