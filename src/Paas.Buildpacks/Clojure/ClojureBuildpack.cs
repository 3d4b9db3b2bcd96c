using Paas.Files;
using Paas.Toolchains;

namespace Paas.Clojure;

/// <summary>
/// Builds Clojure apps with Leiningen, and those with a <c>deps.edn</c> with the Clojure CLI. Source:
/// devcenter.heroku.com/articles/clojure-support.
/// </summary>
/// <param name="sources">Where a JDK and Leiningen come from that the machine does not have.</param>
public sealed class ClojureBuildpack(IEnumerable<IToolchainSource> sources) : IBuildpack
{
    private readonly ToolchainFinder _finder = new(sources);

    /// <inheritdoc />
    public string Name => "heroku/clojure";

    /// <inheritdoc />
    public ValueTask<string?> DetectAsync(BuildContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var app = new ConfinedDirectory(context.AppDirectory);
        return new(app.FileExists(LeinProject.FileName) || app.FileExists(DepsProject.FileName) ? "Clojure" : null);
    }

    /// <inheritdoc />
    public async ValueTask<BuildpackResult> BuildAsync(BuildContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);

        var app = new ConfinedDirectory(context.AppDirectory);
        if (app.ReadText(LeinProject.FileName) is { } project)
        {
            return LeinProject.TryParse(project, out var lein, out var error)
                ? await new ClojureBuild(context, app, new LeiningenTool(context, app, lein, _finder), _finder).RunAsync(cancellationToken)
                : BuildpackResult.Failed(error);
        }

        if (app.ReadText(DepsProject.FileName) is { } edn)
        {
            return DepsProject.TryParse(edn, out var deps, out var error)
                ? await new ClojureBuild(context, app, new ClojureCliTool(context, app, deps, _finder), _finder).RunAsync(cancellationToken)
                : BuildpackResult.Failed(error);
        }

        return BuildpackResult.Failed("There is neither project.clj (Leiningen) nor deps.edn (Clojure CLI) in the root of the source. Add one, such as with 'lein new app', and commit it.");
    }
}
