using System.Collections.Immutable;
using Paas.Shell;

namespace Paas.Caching;

/// <summary>
/// Directories of installed packages as the last build left them. They come back by hard links, which takes no time, but for
/// the files at the top, in which package managers write down what they did. A tree of which a build changed a file in place is
/// recognised by its times and not used. From then on the app gets copies.
/// </summary>
/// <param name="context">The build.</param>
/// <param name="cache">Where they are kept.</param>
/// <param name="place">Name in the cache.</param>
/// <param name="directory">The directory of the app.</param>
/// <param name="environment">Environment of the commands.</param>
internal sealed class TreeSnapshot(BuildContext context, BuildCache cache, string place, string directory, ImmutableDictionary<string, string> environment)
{
    private const int Changed = 3;

    private const string Functions = """
        set -o pipefail
        sum() { ( cd "$1" && find . \( -type d -printf 'd %P\n' \) -o -printf '%y %m %s %T@ %l %P\n' | LC_ALL=C sort | sha256sum ); }
        same() { [ "$(sum "$1")" = "$(cat "$2.sum")" ]; }
        copy() { rm -rf "$2"; cp -a --reflink=auto "$1" "$2"; }
        own() { find "$1" -maxdepth 1 -type f -exec sh -c 'for file; do cp -p "$file" "$file.own" && mv -f "$file.own" "$file" || exit; done' sh {} +; }
        link() { rm -rf "$2"; [ ! -e "$3" ] && cp -al "$1" "$2" 2>/dev/null && own "$2" || copy "$1" "$2"; }
        """;

    private string Copies => $"{place}-copied";

    private string Used => ShellText.Quote(directory);

    /// <summary>Puts what the last build kept into the app; false when there is nothing for the key.</summary>
    /// <param name="name">One of several states of the directory.</param>
    /// <param name="key">What its content follows from; null for whatever there is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="toChange">Whether a tool will work on it.</param>
    public async ValueTask<bool> RestoreAsync(string name, string? key, CancellationToken cancellationToken, bool toChange = false)
    {
        if (cache.ReadText($"{place}/{name}.key") is not { } known || (key is not null && known != key))
            return false;

        var kept = Kept(name);
        var exitCode = await RunAsync(
            $"same {kept} {kept} || exit {Changed}\nmkdir -p {ShellText.Quote(Path.GetDirectoryName($"./{directory}")!)}\n{Put(kept, Used, toChange)} || {{ rm -rf {Used}; exit 1; }}", cancellationToken);
        if (exitCode == 0)
            return true;

        Clear();
        if (exitCode == Changed)
            cache.Open(Copies);
        return false;
    }

    /// <summary>Keeps what the app has now.</summary>
    public async ValueTask SaveAsync(string name, string key, CancellationToken cancellationToken)
    {
        cache.Delete($"{place}/{name}.key");
        cache.Open(place);
        var kept = Kept(name);
        if (await RunAsync($"{Put(Used, kept, copied: false)} && sum {kept} > {kept}.sum", cancellationToken) == 0)
            cache.WriteText($"{place}/{name}.key", key);
        else
            Clear();
    }

    /// <summary>Whether the app still has what was kept.</summary>
    public async ValueTask<bool> IsUnchangedAsync(string name, CancellationToken cancellationToken) =>
        cache.ReadText($"{place}/{name}.key") is not null && await RunAsync($"same {Used} {Kept(name)}", cancellationToken) == 0;

    public void Clear() => cache.Delete(place);

    private string Kept(string name) => ShellText.Quote(cache.PathOf($"{place}/{name}"));

    private string Put(string from, string to, bool copied) => copied ? $"copy {from} {to}" : $"link {from} {to} {ShellText.Quote(cache.PathOf(Copies))}";

    private async ValueTask<int> RunAsync(string script, CancellationToken cancellationToken) =>
        (await context.CaptureAsync($"{Functions}\n{script}", environment, cancellationToken)).ExitCode;
}
