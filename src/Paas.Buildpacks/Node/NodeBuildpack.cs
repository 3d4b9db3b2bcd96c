using Paas.Files;
using Paas.Toolchains;

namespace Paas.Node;

/// <summary>
/// Builds Node.js apps with npm, Yarn or pnpm, as the lockfile says. Source: devcenter.heroku.com/articles/nodejs-support
/// and nodejs-classic-buildpack-builds.
/// </summary>
/// <param name="sources">Where to get a Node.js that the machine lacks.</param>
public sealed class NodeBuildpack(IEnumerable<IToolchainSource> sources) : IBuildpack
{
    private readonly ToolchainFinder _finder = new(sources);

    /// <inheritdoc />
    public string Name => "heroku/nodejs";

    /// <inheritdoc />
    public ValueTask<string?> DetectAsync(BuildContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new(new ConfinedDirectory(context.AppDirectory).FileExists("package.json") ? "Node.js" : null);
    }

    /// <inheritdoc />
    public async ValueTask<BuildpackResult> BuildAsync(BuildContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);

        var app = new ConfinedDirectory(context.AppDirectory);
        if (app.ReadText("package.json") is not { } json)
            return BuildpackResult.Failed(MissingManifest(app));
        if (!PackageManifest.TryParse(json, out var manifest, out var error))
            return BuildpackResult.Failed(error);
        if (!PackageManager.TryChoose(app, manifest, out var manager, out error))
            return BuildpackResult.Failed(error);
        if (app.DirectoryExists(".heroku/node"))
            return BuildpackResult.Failed("The directory .heroku/node is checked in; it is where this buildpack puts Node.js. Remove it: git rm -r --cached .heroku/node");

        return await new NodeBuild(context, app, manifest, manager, _finder).RunAsync(cancellationToken);
    }

    private static string MissingManifest(ConfinedDirectory app)
    {
        foreach (var file in new[] { ".slugignore", ".gitignore" })
        {
            if (app.ReadText(file)?.Split('\n').Any(static line => line.Trim().TrimStart('/') == "package.json") == true)
                return $"There is no package.json in the root of the source, because {file} lists it. Remove the line 'package.json' from {file}.";
        }

        return "There is no package.json in the root of the source. Create one with 'npm init' and commit it with its lockfile.";
    }
}
