using Paas.Files;
using Paas.Toolchains;

namespace Paas.Ruby;

/// <summary>
/// Builds Ruby apps with Bundler: Rails, Rack and plain ones. Source: devcenter.heroku.com/articles/ruby-support and
/// ruby-versions.
/// </summary>
/// <param name="sources">Where a Ruby comes from that the machine does not have.</param>
public sealed class RubyBuildpack(IEnumerable<IToolchainSource> sources) : IBuildpack
{
    private readonly ToolchainFinder _toolchains = new(sources);

    /// <inheritdoc />
    public string Name => "heroku/ruby";

    /// <inheritdoc />
    public ValueTask<string?> DetectAsync(BuildContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new(new ConfinedDirectory(context.AppDirectory).FileExists("Gemfile") ? "Ruby" : null);
    }

    /// <inheritdoc />
    public async ValueTask<BuildpackResult> BuildAsync(BuildContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);

        var app = new ConfinedDirectory(context.AppDirectory);
        if (app.ReadText("Gemfile") is not { } gemfile)
            return BuildpackResult.Failed("There is no Gemfile in the root of the source. Create one with 'bundle init', run 'bundle install' and commit Gemfile and Gemfile.lock.");
        if (app.ReadText("Gemfile.lock") is not { } text)
            return BuildpackResult.Failed(MissingLock(app));
        if (!GemfileLock.TryParse(text, out var locked, out var error) || !RubyVersionRequest.TryRead(app, gemfile, locked, out var request, out error))
            return BuildpackResult.Failed(error);
        if (app.DirectoryExists("vendor/bundle"))
            return BuildpackResult.Failed("The directory vendor/bundle is checked in; it is where this buildpack puts the app's gems, and those of another machine may not run here. Remove it: git rm -r --cached vendor/bundle, and add it to .gitignore. To ship gems with the app use 'bundle cache', which fills vendor/cache.");

        return await new RubyBuild(context, app, locked, request, _toolchains).RunAsync(cancellationToken);
    }

    private static string MissingLock(ConfinedDirectory app)
    {
        foreach (var file in new[] { ".slugignore", ".gitignore" })
        {
            if (app.ReadText(file)?.Split('\n').Any(static line => line.Trim().TrimStart('/') == "Gemfile.lock") == true)
                return $"There is a Gemfile, but no Gemfile.lock, because {file} lists it. Remove the line 'Gemfile.lock' from {file}, and commit the lockfile: it makes every build get the gems that you tested.";
        }

        return "There is a Gemfile, but no Gemfile.lock. Run 'bundle install' and commit Gemfile.lock: it makes every build get the gems that you tested.";
    }
}
