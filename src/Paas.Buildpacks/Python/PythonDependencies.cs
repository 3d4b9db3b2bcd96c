using System.Diagnostics.CodeAnalysis;
using Paas.Files;

namespace Paas.Python;

/// <summary>Where an app's dependencies stand, and the tool that installs them.</summary>
/// <param name="File">The one dependency file.</param>
/// <param name="Tool"><c>pip</c>, <c>pipenv</c>, <c>poetry</c> or <c>uv</c>.</param>
internal sealed record PythonDependencies(string File, string Tool)
{
    private static readonly PythonDependencies[] _all =
        [new("Pipfile.lock", "pipenv"), new("requirements.txt", "pip"), new("poetry.lock", "poetry"), new("uv.lock", "uv")];

    /// <summary>Names that people write instead of <c>requirements.txt</c>.</summary>
    public static readonly string[] Misspellings =
        ["requeriments.txt", "requirement.txt", "requirements", "requirements.text", "Requirements.txt", "requirements.txt.txt", "requirments.txt"];

    public static bool TryChoose(ConfinedDirectory app, [NotNullWhen(true)] out PythonDependencies? dependencies, [NotNullWhen(false)] out string? error)
    {
        var found = _all.Where(candidate => app.FileExists(candidate.File)).ToArray();
        dependencies = found is [var only] ? only : null;
        error = found.Length switch
        {
            1 => null,
            0 => Missing(app),
            _ => $"There are several dependency files: {string.Join(", ", found.Select(static one => $"{one.File} ({one.Tool})"))}. " +
                "They can disagree, so only one may be there. Keep the one of the tool that you use, remove the others (git rm) and push again.",
        };
        return dependencies is not null;
    }

    private static string Missing(ConfinedDirectory app)
    {
        if (Misspellings.FirstOrDefault(app.FileExists) is { } misspelt)
            return $"'{misspelt}' is not the name that pip's file must have. Rename it: git mv {misspelt} requirements.txt";
        if (app.FileExists("Pipfile"))
            return "There is a Pipfile, but no Pipfile.lock. Run 'pipenv lock', commit Pipfile.lock and push again.";
        if (app.FileExists("pdm.lock"))
            return "PDM's pdm.lock is not supported. Export it: 'pdm export -o requirements.txt --without-hashes', and commit requirements.txt.";
        if (app.ReadText("pyproject.toml") is { } project)
        {
            return project.Contains("[tool.poetry", StringComparison.Ordinal)
                ? "pyproject.toml has settings of Poetry, but there is no poetry.lock. Run 'poetry lock', commit poetry.lock and push again."
                : "There is a pyproject.toml, but no lockfile. Run 'uv lock' (or 'poetry lock') and commit the lockfile, or commit a requirements.txt.";
        }

        return app.FileExists("setup.py")
            ? "There is a setup.py, but no requirements.txt. Create a requirements.txt with the line '.' and commit it."
            : "No dependency file was found: requirements.txt, Pipfile.lock, poetry.lock or uv.lock in the root of the source. An app without dependencies needs an empty requirements.txt.";
    }
}
