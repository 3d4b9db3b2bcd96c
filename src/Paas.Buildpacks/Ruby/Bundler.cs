using System.Collections.Immutable;
using Paas.Caching;
using Paas.Files;
using Paas.Shell;
using Paas.Toolchains;

namespace Paas.Ruby;

/// <summary>The Bundler of a build: the machine's when it reads the lockfile as its writer would, else the one that wrote it.</summary>
/// <param name="Version">Its version.</param>
/// <param name="IsInstalled">It was installed for this app, into <see cref="Directory"/>.</param>
internal sealed record Bundler(string Version, bool IsInstalled)
{
    public const string Directory = ".heroku/bundler";

    /// <summary>Exactly one of the two results is not null.</summary>
    public static async ValueTask<(Bundler? Bundler, string? Error)> FindAsync(
        BuildContext context, ConfinedDirectory app, BuildCache cache, string? bundledWith, ImmutableDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        // From '/', so that it does not look at the app's lockfile and try to become another version.
        var (_, output) = await context.CaptureAsync("cd / && bundle --version 2>/dev/null | sed -n 's/^\\(Bundler version \\)\\{0,1\\}\\([0-9]\\)/version \\2/p'", environment, cancellationToken);
        var own = ShellAnswers.Find(output, "version")?.Split(' ')[0];
        if (own is not null && (bundledWith is null || Reads(own, bundledWith)))
            return (new Bundler(own, IsInstalled: false), null);

        var wanted = bundledWith ?? "2.5.23";
        if (!ToolchainVersion.Parse(wanted).Suffix.All(static c => char.IsAsciiLetterOrDigit(c) || c == '.'))
            return (null, $"Gemfile.lock has '{wanted}' below BUNDLED WITH, which is not a version. Run 'bundle lock' and commit the file that it writes.");

        var kept = ShellText.Quote(cache.Open($"bundler-{wanted}"));
        var archive = $"vendor/cache/bundler-{wanted}.gem";
        if (!app.FileExists(archive) && app.FileExists($"bundler-{wanted}.gem"))
            archive = $"bundler-{wanted}.gem";
        var from = app.FileExists(archive) ? $"--local {archive}" : $"bundler --version {wanted}";
        var install = $"if [ ! -d {kept}/specifications ]; then gem install {from} --no-document --env-shebang --install-dir {kept} || {{ rm -rf {kept}; exit 1; }}; fi; rm -rf {kept}/cache; mkdir -p {Directory} && cp -a {kept}/. {Directory}/";
        var (failed, why) = await context.CaptureAsync(install, environment, cancellationToken);
        if (failed == 0)
            return (new Bundler(wanted, IsInstalled: true), null);

        var there = own is null ? "the platform has no Bundler" : $"the platform has Bundler {own}, which cannot be relied on to read it";
        var last = string.Join('\n', why.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(2).Select(static line => $"  {line.Trim()}"));
        return (null, $"Gemfile.lock was written by Bundler {wanted} (BUNDLED WITH), {there}, and 'gem install bundler --version {wanted}' failed:\n{last}\n" +
            $"Make a gem server reachable, or commit the archive as vendor/cache/bundler-{wanted}.gem{(own is null ? "" : $", or run 'bundle update --bundler={own}' and commit Gemfile.lock")}.");
    }

    /// <summary>Newer ones of the same major version read what older ones wrote, and patches do not change the format.</summary>
    internal static bool Reads(string own, string bundledWith)
    {
        var (mine, theirs) = (ToolchainVersion.Parse(own).Numbers, ToolchainVersion.Parse(bundledWith).Numbers);
        return mine is [var major, var minor, ..] && theirs is [var theirMajor, var theirMinor, ..] && major == theirMajor && minor >= theirMinor;
    }
}
