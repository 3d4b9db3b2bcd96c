using Paas.Files;

namespace Paas.Procfiles;

/// <summary>Runs what the source contains already: a prebuilt program or scripts, started as the Procfile says. Compiles nothing.</summary>
public sealed class ProcfileBuildpack : IBuildpack
{
    /// <inheritdoc />
    public string Name => "heroku/procfile";

    /// <inheritdoc />
    public ValueTask<string?> DetectAsync(BuildContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new(new ConfinedDirectory(context.AppDirectory).FileExists("Procfile") ? "Procfile" : null);
    }

    /// <inheritdoc />
    public ValueTask<BuildpackResult> BuildAsync(BuildContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);

        // Chosen by name, it may run without one.
        return new(new ConfinedDirectory(context.AppDirectory).FileExists("Procfile")
            ? new BuildpackResult()
            : BuildpackResult.Failed("There is no Procfile in the root of the source. Add one, such as 'web: ./server --port $PORT'."));
    }
}
