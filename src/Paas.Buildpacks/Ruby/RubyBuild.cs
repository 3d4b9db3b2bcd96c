using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Paas.Caching;
using Paas.Environments;
using Paas.Files;
using Paas.Shell;
using Paas.Toolchains;

namespace Paas.Ruby;

/// <summary>One build of a Ruby app.</summary>
internal sealed class RubyBuild(BuildContext context, ConfinedDirectory app, GemfileLock locked, RubyVersionRequest request, ToolchainFinder toolchains)
{
    private const string RubyDirectory = ".heroku/ruby";
    private const string SecretFile = "secret_key_base";

    /// <summary>Every Ruby of the machine, that of the search path first.</summary>
    private const string Probe = """
        for program in $(type -aP ruby) /opt/rubies/*/bin/ruby /usr/local/bin/ruby /usr/bin/ruby; do
          [ -x "$program" ] && "$program" -e 'puts "#{RUBY_VERSION} #{File.dirname(ARGV[0])}" if RUBY_ENGINE == "ruby"' "$program" 2>/dev/null
        done; true
        """;

    private readonly BuildCache _cache = new(context.CacheDirectory, "ruby", context.WorkDirectory);
    private readonly BuildCache _kept = new(context.CacheDirectory, "ruby-kept");
    private readonly RubyFramework _framework = RubyFramework.Of(locked);
    private ImmutableDictionary<string, string> _environment = ImmutableDictionary<string, string>.Empty;

    public async ValueTask<BuildpackResult> RunAsync(CancellationToken cancellationToken)
    {
        var home = _kept.Open("home");
        _environment = BuildEnvironment.Create(
                context,
                [.. _framework.Defaults(), new("BUNDLE_WITHOUT", "development:test"), new("BUNDLE_DEPLOYMENT", "1"), new("BUNDLE_JOBS", "4"), new("NOKOGIRI_USE_SYSTEM_LIBRARIES", "true")],
                "GEM_HOME", "GEM_PATH", "RUBYOPT", "RUBYLIB", "BUNDLE_GEMFILE")
            .SetItem("BUNDLE_PATH", "vendor/bundle").SetItem("BUNDLE_BIN", "vendor/bundle/bin")
            .SetItem("BUNDLE_USER_HOME", home).SetItem("GEM_SPEC_CACHE", $"{home}/specs")
            .SetItem("BUNDLE_SILENCE_ROOT_WARNING", "1").SetItem("BUNDLE_IGNORE_MESSAGES", "1");

        if (Refused() is { } refused)
            return BuildpackResult.Failed(refused);
        var (ruby, error) = await FindRubyAsync(cancellationToken);
        if (ruby is null)
            return BuildpackResult.Failed(error!);

        var (first, path) = await SearchPathAsync(cancellationToken);
        var rubyBin = ruby.Directory is null && ruby.Bin == first ? null : ruby.Bin;
        if (rubyBin is not null)
            _environment = _environment.SetItem("PATH", path = $"{rubyBin}:{path}");
        (var bundler, error) = await Bundler.FindAsync(context, app, _kept, locked.BundledWith, _environment, cancellationToken);
        if (bundler is null)
            return BuildpackResult.Failed(error!);

        if (bundler.IsInstalled)
        {
            _environment = _environment.SetItem("GEM_PATH", $"{app.PathOf(Bundler.Directory)}:");
            path = $"{app.PathOf(Bundler.Directory)}/bin:{path}";
        }

        _environment = _environment.SetItem("BUNDLER_VERSION", bundler.Version).SetItem("PATH", $"{app.PathOf("bin")}:{app.PathOf("vendor/bundle/bin")}:{path}");
        var secret = SecretKeyBase();
        var rake = new RakeTasks(context, app, locked, _framework, _kept, secret is null ? _environment : _environment.SetItem("SECRET_KEY_BASE", secret));
        CleanBundleConfig();
        error = await new GemInstallation(context, app, locked, _cache, _environment).RunAsync($"v1; {context.Stack}; ruby {ruby.Version} {ruby.Bin}; bundler {bundler.Version}", bundler, cancellationToken);
        if (error is null && _framework.NeedsDatabaseFile && locked.Has("activerecord"))
            DatabaseFile.WriteTo(app, context.Output);
        error ??= await rake.RunAsync(cancellationToken);
        if (error is not null)
            return BuildpackResult.Failed(error);

        RubyProfile.WriteTo(app, _framework.Defaults(), rubyBin, bundler, secret);
        await new RubyAdvice(context, app, locked, _framework).GiveAsync(_environment, cancellationToken);
        return new BuildpackResult
        {
            DefaultProcessTypes = _framework.DefaultProcessTypes(rake.Has("jobs:work")),
            Exports = Exports(),
            Components = await ComponentsAsync(cancellationToken),
        };
    }

    private string? Refused()
    {
        if (app.DirectoryExists(RubyDirectory) || app.DirectoryExists(Bundler.Directory))
            return "The directory .heroku is checked in; it is where this buildpack puts Ruby and Bundler. Remove it: git rm -r --cached .heroku";
        if (!locked.Platforms.IsEmpty && !locked.Platforms.Any(static platform => platform == "ruby" || platform.Contains("linux", StringComparison.Ordinal)))
            return $"Gemfile.lock was resolved for {string.Join(", ", locked.Platforms)} only (PLATFORMS); builds and dynos run on Linux. Run 'bundle lock --add-platform x86_64-linux' and commit Gemfile.lock.";
        return null;
    }

    private async ValueTask<(Toolchain? Ruby, string? Error)> FindRubyAsync(CancellationToken cancellationToken)
    {
        var output = context.Output;
        if (request.Mismatch is not null)
            output.Alert(request.Mismatch);

        var asked = new ToolchainRequest("ruby", "Ruby")
        {
            Range = request.Requirement.Text,
            AskedBy = request.Source,
            Accepts = request.Requirement.Accepts,
            Probe = Probe,
            Directory = app.PathOf(RubyDirectory),
            Advice = "Debian: apt-get install ruby ruby-dev bundler",
        };
        var (ruby, error) = await toolchains.FindAsync(context, asked, _environment, cancellationToken);

        // Patches of one series run the same gems; only a Gemfile that insists makes Bundler refuse.
        if (ruby is null && request.Requirement.Parts is [("=", { Numbers: [var major, var minor, _, ..] } exact)])
        {
            var series = GemRequirement.Parse($"~> {major}.{minor}.0")!;
            (ruby, _) = await toolchains.FindAsync(context, asked with { Range = series.Text, Accepts = version => series.Accepts(version) && request.Gemfile?.Accepts(version) != false }, _environment, cancellationToken);
            if (ruby is not null)
                output.Alert($"{request.Source} asks for Ruby {exact}, which is not there; Ruby {ruby.Version} of the same series is used.");
        }

        if (ruby is null)
            return (null, error);
        if (request.Gemfile is { } required && !required.Accepts(ruby.Version))
            return (null, $"The Gemfile asks for Ruby {required.Text}, but {request.Source} leads to Ruby {ruby.Version}. Make them agree: correct the line 'ruby' of the Gemfile, run 'bundle lock' and commit both files.");

        output.Step($"Using Ruby version: ruby-{ruby.Version}");
        if (request.Source is null)
            output.Alert("No Ruby version was specified. Add a line such as 'ruby \"~> 3.2\"' to the Gemfile and run 'bundle lock', so that the app is always built and run with the version that you tested.");
        return (ruby, null);
    }

    private async ValueTask<(string? FirstRuby, string Path)> SearchPathAsync(CancellationToken cancellationToken)
    {
        var (_, answers) = await context.CaptureAsync("printf 'path %s\\n' \"$PATH\"; printf 'ruby %s\\n' \"$(dirname \"$(type -P ruby)\" 2>/dev/null)\"", _environment, cancellationToken);
        return (ShellAnswers.Find(answers, "ruby"), ShellAnswers.Find(answers, "path") ?? "/usr/local/bin:/usr/bin:/bin");
    }

    /// <summary>Settings of a checked-in .bundle/config win over the environment; those that say where gems go are the buildpack's.</summary>
    private void CleanBundleConfig()
    {
        const string File = ".bundle/config";
        if (app.ReadText(File) is not { } config)
            return;

        string[] own = ["BUNDLE_PATH", "BUNDLE_BIN", "BUNDLE_DEPLOYMENT", "BUNDLE_FROZEN", "BUNDLE_WITHOUT", "BUNDLE_WITH", "BUNDLE_JOBS", "BUNDLE_APP_CONFIG", "BUNDLE_SYSTEM", "BUNDLE_PATH__SYSTEM", "BUNDLE_DISABLE_SHARED_GEMS"];
        var lines = config.Split('\n');
        var kept = lines.Where(line => !own.Contains(line.Split(':', 2)[0].Trim())).ToArray();
        if (kept.Length == lines.Length)
            return;

        context.Output.Alert($"{File} is checked in. Its settings of where gems go are ignored ({string.Join(", ", lines.Except(kept).Select(static line => line.Split(':', 2)[0].Trim()).Distinct())}). Remove it: git rm --cached {File}; what a build needs can be config vars.");
        app.WriteText(File, string.Join('\n', kept));
    }

    /// <summary>A secret for sessions that outlives builds, where the app sets none. It lies in the cache and in the slug, and is never shown.</summary>
    private string? SecretKeyBase()
    {
        if (!_framework.IsRailsFrom(4, 0) || context.ConfigVars.ContainsKey("SECRET_KEY_BASE"))
            return null;

        var directory = new ConfinedDirectory(_kept.Open("secrets"));
        if (directory.ReadText(SecretFile) is not { Length: 128 } secret)
            directory.WriteText(SecretFile, secret = RandomNumberGenerator.GetHexString(128, lowercase: true));
        return secret;
    }

    private ImmutableSortedDictionary<string, string> Exports()
    {
        string[] exported = ["PATH", "GEM_PATH", "LANG", "RACK_ENV", "RAILS_ENV", "BUNDLE_PATH", "BUNDLE_BIN", "BUNDLE_DEPLOYMENT", "BUNDLE_WITHOUT", "BUNDLER_VERSION"];
        return _environment.Where(entry => exported.Contains(entry.Key)).ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    private async ValueTask<ImmutableArray<SoftwareComponent>> ComponentsAsync(CancellationToken cancellationToken)
    {
        var (_, output) = await context.CaptureAsync("for file in vendor/bundle/ruby/*/specifications/*.gemspec; do basename \"$file\" .gemspec; done", _environment, cancellationToken);
        var installed = output.Split('\n').ToHashSet(StringComparer.Ordinal);
        return [.. locked.Gems.Where(gem => gem.Source == "GIT" || installed.Contains(gem.FullName)).Select(static gem => gem.ToComponent()).DistinctBy(static component => component.PackageUrl)];
    }
}
