using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Paas.Dynos.Local;

namespace Paas.Slugs;

/// <summary>The ways to pack and unpack one tree.</summary>
/// <param name="tree">The tree.</param>
/// <param name="scratch">A directory for all that is made.</param>
/// <param name="changing">The file of the tree that changes.</param>
#pragma warning disable CA1416 // Benchmarks are for Linux.
internal sealed class SlugRun(string tree, string scratch, string changing)
{
    private int _serial;
    private PackedSlug? _first;
    private FileSlugStore? _store;

    public IEnumerable<(string Name, Func<Task<SlugFigures>> Measure)> Measures =>
    [
        ("tar \\| gzip -1", () => Task.FromResult(Tar("gzip -1", "gzip -d"))),
        ("tar \\| gzip", () => Task.FromResult(Tar("gzip", "gzip -d"))),
        ("tar \\| zstd -1", () => Task.FromResult(Tar("zstd -q -1", "zstd -q -d"))),
        ("tar \\| zstd -3", () => Task.FromResult(Tar("zstd -q -3", "zstd -q -d"))),
        ("slug, first", FirstAsync),
        ("slug, unchanged", () => AgainAsync(change: false)),
        ("slug, one file changed", () => AgainAsync(change: true)),
        ("slug, next dyno", NextDynoAsync),
    ];

    private string New(string kind) => Path.Combine(scratch, string.Create(CultureInfo.InvariantCulture, $"{kind}-{++_serial}"));

    private SlugFigures Tar(string compress, string expand)
    {
        var archive = New("archive");
        var pack = Time(() => SlugTable.Shell($"tar -C '{tree}' -c . | {compress} > {archive}"));
        var target = Directory.CreateDirectory(New("out")).FullName;
        var unpack = Time(() => SlugTable.Shell($"{expand} < {archive} | tar -C {target} -x"));
        var size = new FileInfo(archive).Length;
        File.Delete(archive);
        Directory.Delete(target, recursive: true);
        return new SlugFigures(pack, size, unpack);
    }

    private async Task<SlugFigures> FirstAsync()
    {
        _first?.Dispose();
        _store = new FileSlugStore(New("store"));
        var watch = Stopwatch.StartNew();
        _first = await SlugPackaging.PackAsync(tree, _store, [], long.MaxValue, scratch, CancellationToken.None);
        await _first.StoreAsync(_store, CancellationToken.None);
        var pack = watch.Elapsed;
        var target = Directory.CreateDirectory(New("out")).FullName;
        watch.Restart();
        await SlugFiles.UnpackAsync(_store, _first.Digest, _first.Packs, target, null, CancellationToken.None);
        var unpack = watch.Elapsed;
        Directory.Delete(target, recursive: true);
        return new SlugFigures(pack, _first.NewBytes, unpack);
    }

    private async Task<SlugFigures> AgainAsync(bool change)
    {
        if (change)
            await File.AppendAllTextAsync(changing, string.Create(CultureInfo.InvariantCulture, $"\n{++_serial}\n"));
        var watch = Stopwatch.StartNew();
        using var slug = await SlugPackaging.PackAsync(tree, _store!, _first!.Packs, long.MaxValue, scratch, CancellationToken.None);
        await slug.StoreAsync(_store!, CancellationToken.None);
        var pack = watch.Elapsed;
        if (!change)
            return new SlugFigures(pack, slug.NewPack is null ? 0 : slug.NewBytes, null);

        // As the driver does it where it shares unpacked slugs: with the release before unpacked.
        var dynos = Directory.CreateDirectory(New("dynos")).FullName;
        var unpacked = new UnpackedSlugs(dynos, "boot", _store!, TimeProvider.System, NullLogger.Instance);
        await unpacked.TakeAsync(Spec(_first), Directory.CreateDirectory(Path.Combine(dynos, "a")).FullName, CancellationToken.None);
        Directory.CreateDirectory(Path.Combine(dynos, "b"));
        watch.Restart();
        await unpacked.TakeAsync(Spec(slug), Path.Combine(dynos, "b"), CancellationToken.None);
        var unpack = watch.Elapsed;
        Directory.Delete(dynos, recursive: true);
        return new SlugFigures(pack, slug.NewBytes, unpack);
    }

    private async Task<SlugFigures> NextDynoAsync()
    {
        if (!Environment.IsPrivilegedProcess)
            return new SlugFigures(null, 0, null);
        var dynos = Directory.CreateDirectory(New("dynos")).FullName;
        var homes = new SlugHomes(_store!, new UnpackedSlugs(dynos, "boot", _store!, TimeProvider.System, NullLogger.Instance));
        TimeSpan last = default;
        for (var dyno = 0; dyno < 2; dyno++)
        {
            var directory = Directory.CreateDirectory(Path.Combine(dynos, string.Create(CultureInfo.InvariantCulture, $"{dyno}"))).FullName;
            var home = Directory.CreateDirectory(Path.Combine(directory, "app")).FullName;
            var watch = Stopwatch.StartNew();
            await homes.FillAsync(Spec(_first!), directory, home, null, CancellationToken.None);
            last = watch.Elapsed;
        }

        homes.Dispose();
        foreach (var directory in Directory.EnumerateDirectories(dynos))
            OverlayHome.Unmount(directory);
        Directory.Delete(dynos, recursive: true);
        return new SlugFigures(null, 0, last);
    }

    private static DynoSpec Spec(PackedSlug slug) => new()
    {
        Id = Guid.NewGuid(),
        AppId = Guid.Empty,
        Name = "web.1",
        Type = "web",
        Command = "",
        SlugDigest = slug.Digest,
        SlugPacks = slug.Packs,
    };

    private static TimeSpan Time(Func<bool> run)
    {
        var watch = Stopwatch.StartNew();
        return run() ? watch.Elapsed : throw new InvalidOperationException("A command failed.");
    }
}
