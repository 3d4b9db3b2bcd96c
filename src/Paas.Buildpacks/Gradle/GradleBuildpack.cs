using Paas.Files;
using Paas.Toolchains;

namespace Paas.Gradle;

/// <summary>Builds JVM apps with Gradle. Source: devcenter.heroku.com/articles/deploying-gradle-apps-on-heroku.</summary>
/// <param name="sources">Where a JDK or Gradle comes from that the machine lacks.</param>
public sealed class GradleBuildpack(IEnumerable<IToolchainSource> sources) : IBuildpack
{
    private static readonly string[] _files = ["gradlew", "build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts"];

    private readonly ToolchainFinder _finder = new(sources);

    /// <inheritdoc />
    public string Name => "heroku/gradle";

    /// <inheritdoc />
    public ValueTask<string?> DetectAsync(BuildContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new(_files.Any(new ConfinedDirectory(context.AppDirectory).FileExists) ? "Gradle" : null);
    }

    /// <inheritdoc />
    public async ValueTask<BuildpackResult> BuildAsync(BuildContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);

        var app = new ConfinedDirectory(context.AppDirectory);
        if (!_files.Any(app.FileExists))
            return BuildpackResult.Failed("There is no build.gradle, settings.gradle or gradlew in the root of the source. Commit the build, or choose another buildpack for this app.");
        return await new GradleBuild(context, app, _finder).RunAsync(cancellationToken);
    }
}
