using System.Collections.Immutable;
using Paas.Environments;
using Paas.Files;
using Paas.Shell;

namespace Paas.Ruby;

/// <summary>The environment of a Ruby dyno. Source: devcenter.heroku.com/articles/ruby-support (config vars) and ruby-memory-use.</summary>
internal static class RubyProfile
{
    private const string Concurrency = MemoryLimit.Function + """

        if [ -n "${SENSIBLE_DEFAULTS:-}" ]; then
          export HEROKU_RAM_LIMIT_MB="${HEROKU_RAM_LIMIT_MB-$(paas_memory_mb)}"
          if [ -z "${WEB_CONCURRENCY:-}" ]; then
            WEB_CONCURRENCY=$(( HEROKU_RAM_LIMIT_MB / 256 ))
            if [ "$WEB_CONCURRENCY" -lt 1 ]; then WEB_CONCURRENCY=1; fi
            export WEB_CONCURRENCY
            export WEB_CONCURRENCY_SET_BY="heroku/ruby"
          fi
          export RAILS_MAX_THREADS="${RAILS_MAX_THREADS-5}"
        fi
        unset -f paas_memory_mb
        """;

    /// <param name="app">Where to write.</param>
    /// <param name="defaults">Variables that a config var overrides.</param>
    /// <param name="rubyBin">Directory of a Ruby that dynos do not find by themselves; below the app when it was installed for it.</param>
    /// <param name="bundler">The Bundler of the build.</param>
    /// <param name="secretKeyBase">Secret of a Rails app that sets none.</param>
    public static void WriteTo(ConfinedDirectory app, IEnumerable<KeyValuePair<string, string>> defaults, string? rubyBin, Bundler bundler, string? secretKeyBase)
    {
        var script = new ProfileScript();
        foreach (var (name, value) in defaults)
            script.Default(name, value);
        script.Set("BUNDLE_PATH", "vendor/bundle").Set("BUNDLE_BIN", "vendor/bundle/bin").Set("BUNDLER_VERSION", bundler.Version)
            .Default("BUNDLE_DEPLOYMENT", "1").Default("BUNDLE_WITHOUT", "development:test");
        if (bundler.IsInstalled)
            script.Line($"export GEM_PATH=\"$HOME/{Bundler.Directory}:${{GEM_PATH:-}}\"").PrependPath("PATH", $"{Bundler.Directory}/bin");
        if (rubyBin is not null && Path.GetRelativePath(app.Root, rubyBin) is var relative && !relative.StartsWith("..", StringComparison.Ordinal))
            script.PrependPath("PATH", relative);
        else if (rubyBin is not null)
            script.Line($"export PATH={ShellText.Quote(rubyBin)}:\"$PATH\"");
        script.PrependPath("PATH", "vendor/bundle/bin").PrependPath("PATH", "bin");
        if (secretKeyBase is not null)
            script.Default("SECRET_KEY_BASE", secretKeyBase);
        script.WriteTo(app, "ruby");

        // Also in place of one of an earlier buildpack: how many workers an app can have depends on its threads and memory.
        new ProfileScript().Line(Concurrency).WriteTo(app, "WEB_CONCURRENCY");
    }
}
