using System.Collections.Immutable;
using Paas.Caching;
using Paas.Shell;

namespace Paas.Node;

/// <summary>
/// The <c>node_modules</c> of the last build, as they were installed and as they were pruned. They come back by hard links,
/// which takes no time; a tree of which a build changed a file in place is recognised by its times and not used. From then on
/// the app gets copies.
/// </summary>
internal sealed class ModulesSnapshot(BuildContext context, BuildCache cache, ImmutableDictionary<string, string> environment)
{
    public const string Installed = "installed";
    public const string Pruned = "pruned";

    private const string Directory = "modules";
    private const string Copies = "modules-copied";
    private const int Changed = 3;

    private const string Functions = """
        set -o pipefail
        sum() { ( cd "$1" && find . \( -type d -printf 'd %P\n' \) -o -printf '%y %m %s %T@ %l %P\n' | LC_ALL=C sort | sha256sum ); }
        link() { rm -rf "$2"; [ ! -e "$3" ] && cp -al "$1" "$2" 2>/dev/null || { rm -rf "$2"; cp -a --reflink=auto "$1" "$2"; }; }
        """;

    /// <summary>Puts the modules of the last build into the app; false when there are none for the key.</summary>
    public async ValueTask<bool> RestoreAsync(string name, string key, CancellationToken cancellationToken)
    {
        if (cache.ReadText($"{Directory}/{name}.key") != key)
            return false;

        var kept = Kept(name);
        var exitCode = await RunAsync(
            $"[ \"$(sum {kept})\" = \"$(cat {kept}.sum)\" ] || exit {Changed}\nlink {kept} node_modules {ShellText.Quote(cache.PathOf(Copies))}", cancellationToken);
        if (exitCode == 0)
            return true;

        cache.Delete(Directory);
        if (exitCode == Changed)
            cache.Open(Copies);
        return false;
    }

    /// <summary>Keeps the modules that the app has now.</summary>
    public async ValueTask SaveAsync(string name, string key, CancellationToken cancellationToken)
    {
        cache.Delete($"{Directory}/{name}.key");
        cache.Open(Directory);
        var kept = Kept(name);
        if (await RunAsync($"link node_modules {kept} {ShellText.Quote(cache.PathOf(Copies))} && sum {kept} > {kept}.sum", cancellationToken) == 0)
            cache.WriteText($"{Directory}/{name}.key", key);
        else
            cache.Delete(Directory);
    }

    /// <summary>Whether the app's modules are still as they were installed.</summary>
    public async ValueTask<bool> IsUnchangedAsync(CancellationToken cancellationToken) =>
        cache.ReadText($"{Directory}/{Installed}.key") is not null
        && await RunAsync($"[ \"$(sum node_modules)\" = \"$(cat {Kept(Installed)}.sum)\" ]", cancellationToken) == 0;

    public void Clear() => cache.Delete(Directory);

    private string Kept(string name) => ShellText.Quote(cache.PathOf($"{Directory}/{name}"));

    private async ValueTask<int> RunAsync(string script, CancellationToken cancellationToken) =>
        (await context.CaptureAsync($"{Functions}\n{script}", environment, cancellationToken)).ExitCode;
}
