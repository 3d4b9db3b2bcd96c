using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Paas.Shell;

namespace Paas.Caching;

/// <summary>
/// What the last build made of the app's source, for tools that make all of it anew each time. It comes back, by hard links, for a build of
/// the same files with the same environment and tools. Nothing is kept of a build that changed its source, and of sources that ask for
/// their commit.
/// </summary>
/// <param name="context">The build.</param>
/// <param name="cache">Where it is kept.</param>
/// <param name="environment">Environment of the commands.</param>
internal sealed class KeptBuild(BuildContext context, BuildCache cache, ImmutableDictionary<string, string> environment)
{
    private const string Place = "built";
    private const string Key = $"{Place}/key";

    // What the buildpacks themselves add: toolchains, whose versions are in the key.
    private const string Functions = """
        set -o pipefail
        own() { find . -mindepth 1 -maxdepth 1 ! -name .heroku ! -name .jdk ! -name .profile.d -print0; }
        sums() { own | LC_ALL=C sort -z | xargs -0r -I{} find {} -type f -print0 | LC_ALL=C sort -z | xargs -0r sha256sum; }
        names() { own | xargs -0r -I{} find {} -printf '%y %m %l %p\n' | LC_ALL=C sort; }
        settings() { env -0 | LC_ALL=C sort -z | sed -z -E '/^(SOURCE_VERSION|REQUEST_ID|PAAS_DYNO_ID|DYNO|PORT|HOSTNAME|PWD|OLDPWD|SHLVL|_)=/d' | sed -z -e "s|$PWD|app|g" -e "s|$1|work|g"; }
        times() { ( cd "$1" && find . \( -type d -printf 'd %P\n' \) -o -printf '%y %m %s %T@ %l %P\n' | LC_ALL=C sort | sha256sum ); }
        """;

    private readonly string _sums = ShellText.Quote(Path.Combine(context.WorkDirectory, "source-sums"));
    private readonly string _tree = ShellText.Quote(cache.PathOf($"{Place}/tree"));
    private readonly string _times = ShellText.Quote(cache.PathOf($"{Place}/times"));
    private string? _key;

    /// <summary>Puts it into the app; false where the build must run.</summary>
    /// <param name="tools">Names the tools, the stack and the command.</param>
    /// <param name="unsettled">A pattern of lines in the files that say how the app is built, by which it is not the same each time.</param>
    /// <param name="files">Patterns of the names of these files.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<bool> RestoreAsync(string tools, string unsettled, ImmutableArray<string> files, CancellationToken cancellationToken)
    {
        var included = string.Join(' ', files.Select(static file => $"--include={ShellText.Quote(file)}"));
        var (exitCode, digest) = await context.CaptureAsync(
            $"{Functions}\n! grep -rqIF SOURCE_VERSION . && ! grep -rqIE {included} -e {ShellText.Quote(unsettled)} . && sums > {_sums} && {{ settings {ShellText.Quote(context.WorkDirectory)}; names; cat {_sums}; }} | sha256sum", environment, cancellationToken);
        if (exitCode != 0)
            return false;

        var text = new StringBuilder(tools).Append('\0').Append(digest).Append('\0');
        foreach (var (name, value) in context.ConfigVars)
            text.Append(name).Append('=').Append(value).Append('\0');
        _key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        if (cache.ReadText(Key) != _key)
            return false;

        if (await RunAsync($"[ \"$(times {_tree})\" = \"$(cat {_times})\" ] && {{ cp -al --remove-destination {_tree}/. . 2>/dev/null || cp -a --reflink=auto --remove-destination {_tree}/. .; }}", cancellationToken))
            return true;
        cache.Delete(Place);
        return false;
    }

    /// <summary>Keeps what the app has now.</summary>
    public async ValueTask SaveAsync(CancellationToken cancellationToken)
    {
        cache.Delete(Place);
        if (_key is null)
            return;

        cache.Open($"{Place}/tree");
        const string Copy = "xargs -0r cp -a";
        if (await RunAsync($"sha256sum --quiet -c {_sums} >/dev/null 2>&1 && {{ own | {Copy}l -t {_tree} 2>/dev/null || own | {Copy} --reflink=auto --remove-destination -t {_tree}; }} && times {_tree} > {_times}", cancellationToken))
            cache.WriteText(Key, _key);
        else
            cache.Delete(Place);
    }

    private async ValueTask<bool> RunAsync(string script, CancellationToken cancellationToken) =>
        (await context.CaptureAsync($"{Functions}\n{script}", environment, cancellationToken)).ExitCode == 0;
}
