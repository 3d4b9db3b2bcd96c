using Paas.Files;
using Paas.Toolchains;

namespace Paas.Python;

/// <summary>
/// Builds Python apps with pip, Pipenv, Poetry or uv, as the dependency file says. Source:
/// devcenter.heroku.com/articles/python-support.
/// </summary>
/// <param name="sources">Where to get a Python that the machine lacks.</param>
public sealed class PythonBuildpack(IEnumerable<IToolchainSource> sources) : IBuildpack
{
    private readonly ToolchainFinder _finder = new(sources);

    private static readonly string[] _files =
    [
        ".python-version", "__init__.py", "app.py", "main.py", "manage.py", "pdm.lock", "Pipfile", "Pipfile.lock", "poetry.lock", "pyproject.toml",
        "requirements.txt", "runtime.txt", "server.py", "setup.cfg", "setup.py", "uv.lock", .. PythonDependencies.Misspellings,
    ];

    private static readonly string[] _directories = ["__pycache__", ".venv", "venv"];

    /// <inheritdoc />
    public string Name => "heroku/python";

    /// <inheritdoc />
    public ValueTask<string?> DetectAsync(BuildContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var app = new ConfinedDirectory(context.AppDirectory);
        return new(_files.Any(app.FileExists) || _directories.Any(app.DirectoryExists) ? "Python" : null);
    }

    /// <inheritdoc />
    public async ValueTask<BuildpackResult> BuildAsync(BuildContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);

        var app = new ConfinedDirectory(context.AppDirectory);
        if (!PythonDependencies.TryChoose(app, out var dependencies, out var error))
            return BuildpackResult.Failed(error);
        if (app.DirectoryExists(".heroku/python"))
            return BuildpackResult.Failed("The directory .heroku/python is checked in; it is where this buildpack puts the app's packages. Remove it: git rm -r --cached .heroku/python");
        if (!PythonVersionRequest.TryRead(app, out var request, out error))
            return BuildpackResult.Failed(error);

        return await new PythonBuild(context, app, dependencies, request, _finder).RunAsync(cancellationToken);
    }
}
