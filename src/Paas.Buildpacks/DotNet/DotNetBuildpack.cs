using Paas.Files;
using Paas.Toolchains;

namespace Paas.DotNet;

/// <summary>
/// Builds .NET solutions, projects and file-based apps in C#, F# and Visual Basic. Source:
/// devcenter.heroku.com/articles/dotnet-behavior-in-heroku.
/// </summary>
/// <param name="sources">Where to get an SDK that the machine lacks.</param>
public sealed class DotNetBuildpack(IEnumerable<IToolchainSource> sources) : IBuildpack
{
    private readonly ToolchainFinder _finder = new(sources);

    /// <inheritdoc />
    public string Name => "heroku/dotnet";

    /// <inheritdoc />
    public ValueTask<string?> DetectAsync(BuildContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new(DotNetSource.Exists(new ConfinedDirectory(context.AppDirectory)) ? ".NET" : null);
    }

    /// <inheritdoc />
    public async ValueTask<BuildpackResult> BuildAsync(BuildContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);

        var app = new ConfinedDirectory(context.AppDirectory);
        if (!DotNetSource.TryChoose(app, context.ConfigVars.GetValueOrDefault("SOLUTION_FILE"), out var source, out var error))
            return BuildpackResult.Failed(error);
        if (!GlobalJson.TryRead(app, out var globalJson, out error))
            return BuildpackResult.Failed(error);

        return await new DotNetBuild(context, app, source, globalJson, _finder).RunAsync(cancellationToken);
    }
}
