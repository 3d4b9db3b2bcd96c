using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Paas.Caching;
using Paas.Environments;
using Paas.Files;
using Paas.Shell;
using Paas.Toolchains;

namespace Paas.Php;

/// <summary>One build of a PHP app.</summary>
internal sealed class PhpBuild(BuildContext context, ConfinedDirectory app, ComposerProject project, ToolchainFinder toolchains)
{
    private const string Probe = """
        for program in $(type -aP php) /opt/php*/bin/php /usr/local/php*/bin/php /usr/local/bin/php /usr/bin/php; do
          [ -x "$program" ] && "$program" -n -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION, ".", PHP_RELEASE_VERSION, " ", dirname($argv[1]), "\n";' "$program" 2>/dev/null
        done; true
        """;

    private const string ComposerProbe = """
        for program in $(type -aP composer); do
          version=$("$program" --version --no-ansi 2>/dev/null | sed -n 's/^Composer \(version \)\{0,1\}\([0-9][0-9.]*\).*/\2/p')
          [ -z "$version" ] || echo "$version $(dirname "$program")"
        done; true
        """;

    private readonly BuildCache _cache = new(context.CacheDirectory, "php");
    private ImmutableDictionary<string, string> _environment = ImmutableDictionary<string, string>.Empty;

    public async ValueTask<BuildpackResult> RunAsync(CancellationToken cancellationToken)
    {
        _environment = BuildEnvironment.Create(context, [new("COMPOSER_MIRROR_PATH_REPOS", "1"), new("COMPOSER_PROCESS_TIMEOUT", "0")], "COMPOSER_VENDOR_DIR", "COMPOSER_BIN_DIR", "PHP_INI_SCAN_DIR", "PHPRC")
            .SetItem("COMPOSER_ALLOW_SUPERUSER", "1").SetItem("COMPOSER_NO_INTERACTION", "1");

        var (php, error) = await FindPhpAsync(cancellationToken);
        if (php is null)
            return BuildpackResult.Failed(error!);

        var phpBin = await PrependAsync(php, cancellationToken);
        error = await CheckExtensionsAsync(php, cancellationToken)
            ?? await InstallAsync(php, cancellationToken)
            ?? await new PhpServers(context, app, project).CheckAsync(_environment, cancellationToken);
        if (error is not null)
            return BuildpackResult.Failed(error);

        PhpRuntime.WriteTo(app, php.Directory is null ? phpBin : null, project.BinDirectory);
        return new BuildpackResult
        {
            DefaultProcessTypes = ImmutableSortedDictionary<string, string>.Empty.Add("web", "heroku-php-apache2"),
            Exports = ImmutableSortedDictionary<string, string>.Empty.Add("PATH", _environment["PATH"]),
            Components = [.. project.Packages.Where(static package => package.Version.Length > 0).Select(static package => package.ToComponent()).DistinctBy(static component => component.PackageUrl)],
        };
    }

    private async ValueTask<(Toolchain? Php, string? Error)> FindPhpAsync(CancellationToken cancellationToken)
    {
        var output = context.Output;
        var (range, askedBy, accepts) = PhpPlatform.Php(project);
        var (php, error) = await toolchains.FindAsync(
            context,
            new ToolchainRequest("php", "PHP")
            {
                Range = range,
                AskedBy = askedBy,
                Accepts = accepts,
                Probe = Probe,
                Directory = app.PathOf(PhpRuntime.Directory),
                Advice = "Debian: apt-get install php-cli php-fpm",
            },
            _environment,
            cancellationToken);
        if (php is null)
            return (null, await WithRefusingPackagesAsync(error!, cancellationToken));

        output.Step($"Using PHP {php.Version}{(askedBy is null ? "" : $" ({askedBy}: {range})")}");
        if (project.File is not null && !project.Root.Requires.ContainsKey("php"))
            output.Alert($"{project.File} does not say which PHP the app needs. Add \"php\": \"^{string.Join('.', php.Version.Split('.').Take(2))}\" to \"require\" and run 'composer update --lock', so that the app is always built and run with a version that you tested.");
        if (project.PlatformPhp is { } platform && !php.Version.StartsWith(string.Join('.', platform.Split('.').Take(2)) + ".", StringComparison.Ordinal))
            output.Alert($"{project.File} has config.platform.php {platform}, for which the dependencies were chosen; PHP {php.Version} runs them.");
        return (php, null);
    }

    private async ValueTask<string> WithRefusingPackagesAsync(string error, CancellationToken cancellationToken)
    {
        var (_, own) = await context.CaptureAsync("php -n -r 'echo PHP_VERSION;'", _environment, cancellationToken);
        var refusing = own.Length > 0 && char.IsAsciiDigit(own[0]) ? PhpPlatform.Refusing(project, own.Trim().Split('-')[0]) : [];
        return refusing.Length < 2 ? error : $"{error}\nThese do not accept PHP {own.Trim()}: {string.Join(", ", refusing.Take(6))}{(refusing.Length > 6 ? ", …" : "")}.";
    }

    /// <summary>Puts a toolchain in front of the search path; returns its directory when it was not the first there.</summary>
    private async ValueTask<string?> PrependAsync(Toolchain php, CancellationToken cancellationToken)
    {
        var (_, answers) = await context.CaptureAsync("printf 'path %s\\n' \"$PATH\"; printf 'php %s\\n' \"$(dirname \"$(type -P php)\" 2>/dev/null)\"", _environment, cancellationToken);
        var path = ShellAnswers.Find(answers, "path") ?? "/usr/local/bin:/usr/bin:/bin";
        var isFirst = ShellAnswers.Find(answers, "php") == php.Bin;
        _environment = _environment.SetItem("PATH", $"{app.PathOf(project.BinDirectory)}:{(isFirst ? path : $"{php.Bin}:{path}")}");
        return isFirst ? null : php.Bin;
    }

    private async ValueTask<string?> CheckExtensionsAsync(Toolchain php, CancellationToken cancellationToken)
    {
        if (!project.PlatformRequirements.Any(static require => require.Part.StartsWith("ext-", StringComparison.Ordinal)))
            return null;

        var (exitCode, text) = await context.CaptureAsync("php -r 'foreach (get_loaded_extensions() as $name) echo \"ext \", strtr(strtolower($name), \" \", \"-\"), \" \", phpversion($name), \"\\n\";'", _environment, cancellationToken);
        if (exitCode != 0)
            return $"PHP {php.Version} cannot list its extensions: {text.Trim()}";

        var extensions = text.Split('\n').Select(static line => line.Split(' ', 3)).Where(static parts => parts is ["ext", _, _]).DistinctBy(static parts => parts[1]).ToDictionary(static parts => parts[1], static parts => parts[2].Trim(), StringComparer.Ordinal);
        return PhpPlatform.Missing(project, php.Version, extensions);
    }

    private async ValueTask<string?> InstallAsync(Toolchain php, CancellationToken cancellationToken)
    {
        if (project.File is null || !project.HasLock && !project.HasCompileScript)
            return null;
        if (UseCredentials() is { } wrong)
            return wrong;

        var (composer, error) = await toolchains.FindAsync(
            context,
            new ToolchainRequest("composer", "Composer")
            {
                Range = ">=2",
                Accepts = static version => ToolchainVersion.Parse(version) is { Numbers: [>= 2, ..], Suffix: "" },
                Probe = ComposerProbe,
                Directory = Path.Combine(context.CacheDirectory, "php-tools", "composer"),
                Advice = "Debian: apt-get install composer",
            },
            _environment,
            cancellationToken);
        if (composer is null)
            return error;
        if (composer.Directory is not null)
            _environment = _environment.SetItem("PATH", $"{composer.Bin}:{_environment["PATH"]}");

        var signature = $"v1; {context.Stack}; php {php.Version}; composer {composer.Version}";
        if (_cache.Restore(signature) == CacheState.Outdated)
            context.Output.Step("Discarding cached packages since the stack, PHP or Composer changed");
        _environment = _environment.SetItem("COMPOSER_HOME", _cache.Open("home")).SetItem("COMPOSER_CACHE_DIR", _cache.Open("packages"));
        if (project.HasLock)
        {
            error = await new ComposerInstallation(context, app, project, _cache, _environment).RunAsync(composer.Version, cancellationToken);
            if (error is not null)
                return error;
        }

        _cache.Save(signature);
        if (!project.HasCompileScript)
            return null;

        context.Output.Step("Running 'composer compile'...");
        return await context.RunStepAsync("The script 'compile' of composer.json", "composer run-script --no-dev --no-interaction --no-ansi compile", _environment, cancellationToken);
    }

    /// <summary>Hands a token over as Composer's own setting, in the environment only. Returns what is wrong, without its value.</summary>
    private string? UseCredentials()
    {
        var text = _environment.GetValueOrDefault("COMPOSER_AUTH");
        JsonObject? auth;
        try
        {
            auth = string.IsNullOrWhiteSpace(text) ? [] : JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            auth = null;
        }

        if (auth is null)
            return "The config var COMPOSER_AUTH is not a JSON object. It must be one such as {\"http-basic\": {\"repo.example.com\": {\"username\": \"…\", \"password\": \"…\"}}}, in one line.";

        if (_environment.GetValueOrDefault("COMPOSER_GITHUB_OAUTH_TOKEN") is { Length: > 0 } token)
        {
            context.Output.Detail("Using COMPOSER_GITHUB_OAUTH_TOKEN");
            if (auth["github-oauth"] is not JsonObject tokens)
                auth["github-oauth"] = tokens = [];
            tokens["github.com"] ??= token;
        }

        if (auth.Count > 0)
            _environment = _environment.SetItem("COMPOSER_AUTH", auth.ToJsonString());
        _environment = _environment.Remove("COMPOSER_GITHUB_OAUTH_TOKEN");
        return null;
    }
}
