using Paas.Files;
using Paas.Toolchains;

namespace Paas.Php;

/// <summary>
/// Builds PHP apps with Composer and runs them on PHP-FPM behind Apache or nginx. Source:
/// devcenter.heroku.com/articles/php-support and custom-php-settings.
/// </summary>
/// <param name="sources">Where PHP and Composer come from when the machine has none that fits.</param>
public sealed class PhpBuildpack(IEnumerable<IToolchainSource> sources) : IBuildpack
{
    private readonly ToolchainFinder _toolchains = new(sources);

    /// <inheritdoc />
    public string Name => "heroku/php";

    /// <inheritdoc />
    public ValueTask<string?> DetectAsync(BuildContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var app = new ConfinedDirectory(context.AppDirectory);
        return new(app.FileExists(ComposerProject.FileOf(context)) || app.FileExists("index.php") ? "PHP" : null);
    }

    /// <inheritdoc />
    public async ValueTask<BuildpackResult> BuildAsync(BuildContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);

        var app = new ConfinedDirectory(context.AppDirectory);
        if (!ComposerProject.TryRead(context, app, out var project, out var error))
            return BuildpackResult.Failed(error);
        if (app.DirectoryExists(PhpRuntime.Directory))
            return BuildpackResult.Failed($"The directory {PhpRuntime.Directory} is checked in; it is where this buildpack puts PHP and its servers. Remove it: git rm -r --cached {PhpRuntime.Directory}");

        return await new PhpBuild(context, app, project, _toolchains).RunAsync(cancellationToken);
    }
}
