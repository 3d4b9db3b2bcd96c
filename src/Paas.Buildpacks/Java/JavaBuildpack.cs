using Paas.Files;
using Paas.Toolchains;

namespace Paas.Java;

/// <summary>Builds Java apps with Maven. Source: devcenter.heroku.com/articles/java-support.</summary>
/// <param name="sources">Where a JDK or Maven comes from that the machine lacks.</param>
public sealed class JavaBuildpack(IEnumerable<IToolchainSource> sources) : IBuildpack
{
    // The endings are those of Polyglot for Maven (github.com/takari/polyglot-maven).
    private static readonly string[] _files = ["pom.xml", "pom.atom", "pom.clj", "pom.groovy", "pom.rb", "pom.scala", "pom.yaml", "pom.yml"];

    private readonly ToolchainFinder _finder = new(sources);

    /// <inheritdoc />
    public string Name => "heroku/java";

    /// <inheritdoc />
    public ValueTask<string?> DetectAsync(BuildContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new(_files.Any(new ConfinedDirectory(context.AppDirectory).FileExists) ? "Java" : null);
    }

    /// <inheritdoc />
    public async ValueTask<BuildpackResult> BuildAsync(BuildContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);

        var app = new ConfinedDirectory(context.AppDirectory);
        if (!_files.Any(app.FileExists))
            return BuildpackResult.Failed("There is no pom.xml in the root of the source. Commit it, or choose another buildpack for this app.");
        return await new MavenBuild(context, app, _finder).RunAsync(cancellationToken);
    }
}
