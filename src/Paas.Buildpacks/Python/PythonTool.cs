using System.Collections.Immutable;

namespace Paas.Python;

/// <summary>The command with which each tool installs exactly what the dependency file says, without development groups.</summary>
internal static class PythonTool
{
    public static string InstallCommand(PythonDependencies dependencies) => dependencies.Tool switch
    {
        "pipenv" => "pipenv install --deploy",
        "poetry" => "if poetry sync --help >/dev/null 2>&1; then poetry sync --only main --no-interaction; else poetry install --sync --only main --no-interaction; fi",
        "uv" => "uv sync --locked --no-default-groups --no-progress",
        _ => throw new ArgumentOutOfRangeException(nameof(dependencies), dependencies.Tool, "pip is not run this way."),
    };

    /// <summary>Points a tool at the app's Python and at the cache.</summary>
    public static ImmutableDictionary<string, string> Environment(
        PythonDependencies dependencies, ImmutableDictionary<string, string> environment, string pythonHome, string cache)
    {
        environment = environment.SetItem("VIRTUAL_ENV", pythonHome);
        return dependencies.Tool switch
        {
            "pipenv" => environment.SetItem("PIPENV_CACHE_DIR", cache).SetItem("PIPENV_VERBOSITY", "-1").SetItem("PIPENV_NOSPIN", "1"),
            "poetry" => environment.SetItem("POETRY_CACHE_DIR", cache).SetItem("POETRY_VIRTUALENVS_CREATE", "false"),
            _ => environment.SetItem("UV_CACHE_DIR", cache).SetItem("UV_PROJECT_ENVIRONMENT", pythonHome).SetItem("UV_NO_MANAGED_PYTHON", "1")
                .SetItem("UV_LINK_MODE", "copy").SetItem("UV_PYTHON_DOWNLOADS", "never"),
        };
    }

    public static string Advice(string tool) => tool switch
    {
        "uv" => "see docs.astral.sh/uv/getting-started/installation",
        "poetry" => "see python-poetry.org/docs/#installation, or your system's package python3-poetry",
        _ => "see pipenv.pypa.io/en/latest/installation.html, or your system's package pipenv",
    };
}
