using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Paas.Caching;
using Paas.Files;
using Paas.Shell;

namespace Paas.Ruby;

/// <summary>The rake tasks of an app, and those of them that belong to a build: assets, compiled once and kept for the next build.</summary>
internal sealed class RakeTasks(BuildContext context, ConfinedDirectory app, GemfileLock locked, RubyFramework framework, BuildCache kept, ImmutableDictionary<string, string> environment)
{
    private static readonly string[] _rakefiles = ["Rakefile", "rakefile", "Rakefile.rb", "rakefile.rb"];
    private static readonly string[] _manifests = [".sprockets-manifest-*.json", "manifest-*.json", "manifest.yml", ".manifest.json"];

    /// <summary>Output of compilers is kept up to this size, so that caches do not grow for ever.</summary>
    private const int CacheLimitMegabytes = 50;

    private ImmutableHashSet<string> _tasks = [];

    public bool Has(string task) => _tasks.Contains(task);

    public async ValueTask<string?> RunAsync(CancellationToken cancellationToken)
    {
        if (!locked.Has("rake") || !_rakefiles.Any(app.FileExists))
            return null;

        var output = context.Output;
        output.Step("Detecting rake tasks");
        var variables = WithDatabase();
        var (failed, text) = await context.CaptureAsync("bundle exec rake -P --trace 2>&1", variables, cancellationToken);
        if (failed != 0)
        {
            var reason = string.Join('\n', text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static line => !line.Contains("/gems/", StringComparison.Ordinal)).Take(8).Select(static line => $"  {line.Trim()}"));
            if (framework.Rails is not null)
                return $"The Rakefile cannot be loaded, so that assets cannot be compiled. 'bundle exec rake -P' says:\n{reason}\nMake it run with RAILS_ENV=production and the gems of the groups that production has.";
            output.Alert($"The Rakefile cannot be loaded; its tasks are not run. 'bundle exec rake -P' says:\n{reason}");
            return null;
        }

        _tasks = [.. text.Split('\n').Where(static line => line.StartsWith("rake ", StringComparison.Ordinal)).Select(static line => line["rake ".Length..].Trim())];
        return Has("assets:precompile") ? await CompileAssetsAsync(variables, cancellationToken) : null;
    }

    private async ValueTask<string?> CompileAssetsAsync(ImmutableDictionary<string, string> variables, CancellationToken cancellationToken)
    {
        var output = context.Output;
        output.Step("Preparing app for Rails asset pipeline");
        if (await HasManifestAsync(cancellationToken))
        {
            output.Detail("Detected manifest file, assuming assets were compiled locally");
            return null;
        }

        var compiled = ShellText.Quote(kept.Open("assets/public"));
        var work = ShellText.Quote(kept.Open("assets/work"));
        await context.CaptureAsync($"mkdir -p public/assets tmp/cache/assets && cp -a {compiled}/. public/assets/ && cp -a {work}/. tmp/cache/assets/", variables, cancellationToken);

        output.Detail("Running: rake assets:precompile");
        var clock = Stopwatch.StartNew();
        var error = await context.RunStepAsync("rake assets:precompile", "bundle exec rake assets:precompile", variables, cancellationToken);
        if (error is not null)
            return $"{error}\nMake 'RAILS_ENV=production bundle exec rake assets:precompile' run without a database and without other services.";

        output.Detail(string.Create(CultureInfo.InvariantCulture, $"Asset precompilation completed ({clock.Elapsed.TotalSeconds:F2}s)"));
        if (Has("assets:clean"))
        {
            output.Detail("Cleaning assets");
            output.Detail("Running: rake assets:clean");
            error = await context.RunStepAsync("rake assets:clean", "bundle exec rake assets:clean", variables, cancellationToken);
        }

        // What compilers keep is of no use to a dyno, and differs from build to build.
        const string Save = """
            keep() {
              rm -rf "$2" && mkdir -p "$2"
              if [ -d "$1" ] && [ "$(du -sm "$1" | cut -f1)" -le "$3" ]; then cp -a "$1/." "$2/"; fi
            }

            """;
        await context.CaptureAsync($"{Save}keep public/assets {compiled} 1000; keep tmp/cache/assets {work} {CacheLimitMegabytes}; rm -rf tmp/cache/assets; rmdir tmp/cache tmp public/assets public 2>/dev/null; true", variables, cancellationToken);
        return error;
    }

    private async ValueTask<bool> HasManifestAsync(CancellationToken cancellationToken)
    {
        if (!app.DirectoryExists("public/assets"))
            return false;
        var (_, found) = await context.CaptureAsync($"cd public/assets && ls -d {string.Join(' ', _manifests)} 2>/dev/null", environment, cancellationToken);
        return found.Trim().Length > 0;
    }

    /// <summary>Loading an app often asks for the name of its database; no connection is made.</summary>
    private ImmutableDictionary<string, string> WithDatabase()
    {
        if (environment.ContainsKey("DATABASE_URL"))
            return environment;
        var adapter = locked.Has("pg") || locked.Has("jdbc-postgres") ? "postgresql" : locked.Has("mysql2") ? "mysql2" : locked.Has("mysql") ? "mysql" : null;
        return adapter is null ? environment : environment.SetItem("DATABASE_URL", $"{adapter}://user:pass@127.0.0.1/dbname");
    }
}
