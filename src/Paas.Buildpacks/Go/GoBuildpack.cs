using Paas.Files;
using Paas.Toolchains;

namespace Paas.Go;

/// <summary>Builds Go modules. Source: devcenter.heroku.com/articles/go-support and go-apps-with-modules.</summary>
/// <param name="sources">Where a Go comes from that the machine does not have.</param>
public sealed class GoBuildpack(IEnumerable<IToolchainSource> sources) : IBuildpack
{
    /// <summary>Tools from before modules, by the file that gives them away.</summary>
    private static readonly (string File, string Tool)[] _oldTools =
        [("Gopkg.lock", "dep"), ("Godeps/Godeps.json", "godep"), ("vendor/vendor.json", "govendor"), ("glide.yaml", "Glide")];

    private readonly IToolchainSource[] _sources = [.. sources];

    /// <inheritdoc />
    public string Name => "heroku/go";

    /// <inheritdoc />
    public ValueTask<string?> DetectAsync(BuildContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var app = new ConfinedDirectory(context.AppDirectory);
        return new(app.FileExists("go.mod") || OldTool(app) is not null ? "Go" : null);
    }

    /// <inheritdoc />
    public async ValueTask<BuildpackResult> BuildAsync(BuildContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);

        var app = new ConfinedDirectory(context.AppDirectory);
        if (app.ReadText("go.mod") is not { } text)
            return BuildpackResult.Failed(MissingModule(app));
        if (app.FileExists("bin"))
            return BuildpackResult.Failed("'bin' is a file; the programs are built into a directory of this name. Rename or remove the file.");

        var module = GoModule.Parse(text);
        if (module.Path.Length == 0)
            return BuildpackResult.Failed("go.mod has no module line. Let Go write it: 'go mod init example.com/app', then commit go.mod.");
        if (!GoVersionRequest.TryRead(context.ConfigVars, module, out var request, out var error))
            return BuildpackResult.Failed(error);

        return await new GoBuild(context, app, module, request, _sources).RunAsync(cancellationToken);
    }

    private static string MissingModule(ConfinedDirectory app)
    {
        if (OldTool(app) is { } old)
        {
            return $"This app uses {old.Tool} ({old.File}), which nobody maintains any more; apps are built with Go modules.\n" +
                "In the root of the source run 'go mod init example.com/app' and 'go mod tidy', remove the old files, and commit go.mod and go.sum.";
        }

        return "There is no go.mod in the root of the source. Run 'go mod init example.com/app' and 'go mod tidy' there, and commit go.mod and go.sum.";
    }

    private static (string File, string Tool)? OldTool(ConfinedDirectory app)
    {
        foreach (var old in _oldTools)
        {
            if (app.FileExists(old.File))
                return old;
        }

        return HasGoBelowSrc(app) ? ("src/", "gb or a GOPATH") : null;
    }

    private static bool HasGoBelowSrc(ConfinedDirectory app)
    {
        if (!app.DirectoryExists("src"))
            return false;

        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, MatchCasing = MatchCasing.CaseSensitive };
        var root = app.PathOf("src");
        return Directory.EnumerateFiles(root, "*.go", options).Any(file => Path.GetDirectoryName(file) != root);
    }
}
