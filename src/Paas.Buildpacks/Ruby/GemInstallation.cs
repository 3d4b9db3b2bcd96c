using System.Collections.Immutable;
using Paas.Caching;
using Paas.Files;
using Paas.Shell;

namespace Paas.Ruby;

/// <summary>Puts the gems of the lockfile into vendor/bundle, and keeps them for the next build.</summary>
internal sealed class GemInstallation(BuildContext context, ConfinedDirectory app, GemfileLock locked, BuildCache cache, ImmutableDictionary<string, string> environment)
{
    private const string Directory = "vendor/bundle";
    private const string Installed = "installed";

    private static readonly string[] _shown = ["BUNDLE_BIN", "BUNDLE_DEPLOYMENT", "BUNDLE_PATH", "BUNDLE_WITHOUT"];

    /// <summary>
    /// What compiling left behind: logs and makefiles name the directory of the build, so that they differ each time, and
    /// archives are needed once only.
    /// </summary>
    private const string Tidy = $$"""
        rm -rf {{Directory}}/ruby/*/cache
        find {{Directory}} \( -name gem_make.out -o -name mkmf.log \) -delete 2>/dev/null
        grep -lrsF --include=Makefile 'V=0 quiet, V=1 verbose' {{Directory}}/ruby/*/gems | while IFS= read -r file; do rm -f "$file" "${file%/*}"/*.o; done
        """;

    public async ValueTask<string?> RunAsync(string signature, Bundler bundler, CancellationToken cancellationToken)
    {
        var output = context.Output;
        if (cache.Restore(signature) == CacheState.Outdated)
            output.Step("Discarding cached gems since the stack, Ruby or Bundler changed");
        output.Step($"Installing dependencies using bundler {bundler.Version}");
        var snapshot = new TreeSnapshot(context, cache, "gems", Directory, environment);
        var key = GemsKey.Create(app, context.ConfigVars);
        if (GemsKey.IsComplete(app, locked) && await snapshot.RestoreAsync(Installed, key, cancellationToken))
        {
            output.Detail("Using the gems of the last build (Gemfile and Gemfile.lock are unchanged)");
            return null;
        }

        await snapshot.RestoreAsync(Installed, null, cancellationToken, toChange: true);
        output.Detail($"Running: {string.Join(' ', _shown.Select(name => $"{name}='{environment[name]}'"))} bundle install");
        var error = await InstallAsync(cancellationToken);
        if (error is not null)
            return error;

        output.Detail("Cleaning up the bundler cache.");
        error = await context.RunStepAsync("bundle clean", "bundle clean", environment, cancellationToken);
        await context.CaptureAsync(Tidy, environment, cancellationToken);

        if (error is null && app.DirectoryExists(Directory))
            await snapshot.SaveAsync(Installed, key, cancellationToken);
        cache.Save(signature);
        return error;
    }

    private async ValueTask<string?> InstallAsync(CancellationToken cancellationToken)
    {
        // Archives in vendor/cache are the app's own mirror: with all of them there, nothing is asked of a server.
        if (HasVendoredGems())
        {
            var (failed, text) = await context.CaptureAsync("bundle install --local", environment, cancellationToken);
            if (failed == 0)
            {
                context.Output.Detail(text.TrimEnd());
                return null;
            }

            context.Output.Detail("vendor/cache does not have every gem; asking the sources of the Gemfile");
        }

        var said = new List<string>();
        var exitCode = await context.RunAsync(
            new BuildCommand("bundle install")
            {
                Environment = environment,
                OnOutput = line =>
                {
                    context.Output.Detail(line);
                    said.Add(line);
                },
            },
            cancellationToken);
        return exitCode == 0 ? null : BundlerFailure.Explain(exitCode, said);
    }

    private bool HasVendoredGems() => app.DirectoryExists("vendor/cache") && locked.Gems.Any(gem => app.FileExists($"vendor/cache/{gem.FullName}.gem"));
}
