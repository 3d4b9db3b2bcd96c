using Paas.Files;
using Paas.Toolchains;

namespace Paas.Scala;

/// <summary>Builds Scala apps (Play among them) with sbt. Source: devcenter.heroku.com/articles/scala-support.</summary>
/// <param name="sources">Where a JDK and an sbt come from that the machine does not have.</param>
public sealed class ScalaBuildpack(IEnumerable<IToolchainSource> sources) : IBuildpack
{
    private readonly ToolchainFinder _finder = new(sources);

    /// <inheritdoc />
    public string Name => "heroku/scala";

    /// <inheritdoc />
    public ValueTask<string?> DetectAsync(BuildContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var app = new ConfinedDirectory(context.AppDirectory);
        return new(app.FilesMatching("*.sbt").Length > 0
            || app.FileExists(".sbtrc")
            || app.FileExists(SbtVersion.FileName)
            || HasScala(app, "project")
            || HasScala(app, ".sbt") ? "Scala" : null);
    }

    /// <inheritdoc />
    public async ValueTask<BuildpackResult> BuildAsync(BuildContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);

        var app = new ConfinedDirectory(context.AppDirectory);
        return SbtVersion.TryRead(app, out var version, out var error)
            ? await new ScalaBuild(context, app, version, _finder).RunAsync(cancellationToken)
            : BuildpackResult.Failed(error);
    }

    private static bool HasScala(ConfinedDirectory app, string directory) =>
        app.DirectoryExists(directory) && new ConfinedDirectory(app.PathOf(directory)).FilesMatching("*.scala").Length > 0;
}
