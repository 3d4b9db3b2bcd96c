using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Paas.Files;
using Tomlyn.Model;

namespace Paas.Python;

/// <summary>The Python version that an app asks for.</summary>
/// <param name="Text">As written, such as <c>3.12</c>.</param>
/// <param name="Source">File that says so; null when none does.</param>
/// <param name="Range">The versions that satisfy it.</param>
internal sealed record PythonVersionRequest(string Text, string? Source, PythonVersionRange Range)
{
    private static readonly string[] _misspellings = ["python-version", ".python_version", ".pythonversion", "python_version", ".python-version.txt", "runtime"];

    /// <summary>Looks into the files in the order of their rank: runtime.txt, .python-version, Pipfile.lock, pyproject.toml.</summary>
    public static bool TryRead(ConfinedDirectory app, [NotNullWhen(true)] out PythonVersionRequest? request, [NotNullWhen(false)] out string? error)
    {
        error = null;
        request = null;
        if (app.ReadText("runtime.txt") is { } runtime)
        {
            var text = runtime.Trim();
            request = text.StartsWith("python-", StringComparison.Ordinal) ? Number(text["python-".Length..], "runtime.txt") : null;
            error = request is null ? $"runtime.txt holds '{Shorten(text)}'; it must be one line like 'python-3.12'. Better: remove runtime.txt and put '3.12' into a file .python-version." : null;
        }
        else if (app.ReadText(".python-version") is { } file)
        {
            var lines = file.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0 && line[0] != '#').ToArray();
            request = lines.Length == 1 ? Number(lines[0], ".python-version") : null;
            error = request is null ? $".python-version holds '{Shorten(string.Join(' ', lines))}'; it must be one line with a version such as '3.12' or '3.12.4'." : null;
        }
        else if (_misspellings.FirstOrDefault(app.FileExists) is { } misspelt)
        {
            error = $"'{misspelt}' is not the name of a version file. Rename it: git mv {misspelt} .python-version";
        }
        else if (app.ReadText("Pipfile.lock") is { } lockfile)
        {
            (request, error) = FromPipfileLock(lockfile);
        }
        else if (app.ReadText("pyproject.toml") is { } project)
        {
            (request, error) = FromPyproject(project);
        }

        if (error is not null)
            return false;
        request ??= new PythonVersionRequest("any version", null, PythonVersionRange.Any);
        return true;
    }

    private static PythonVersionRequest? Number(string text, string source) =>
        PythonVersionRange.Exactly(text) is { } range ? new PythonVersionRequest(text, source, range) : null;

    private static (PythonVersionRequest?, string?) FromPipfileLock(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (!document.RootElement.TryGetProperty("_meta", out var meta) || !meta.TryGetProperty("requires", out var requires))
                return default;

            foreach (var name in new[] { "python_full_version", "python_version" })
            {
                if (!requires.TryGetProperty(name, out var value) || value.GetString() is not { Length: > 0 } text)
                    continue;
                return Number(text, "Pipfile.lock") is { } request
                    ? (request, null)
                    : (null, $"Pipfile.lock asks for {name} '{Shorten(text)}', which is not a version. Correct it in Pipfile, run 'pipenv lock' and commit both.");
            }

            return default;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return (null, $"Pipfile.lock is not valid{(exception is JsonException { LineNumber: { } line } ? $" (line {line + 1})" : "")}. Run 'pipenv lock' and commit the file that it writes.");
        }
    }

    private static (PythonVersionRequest?, string?) FromPyproject(string text)
    {
        TomlTable table;
        try
        {
            table = PyprojectToml.Parse(text);
        }
        catch (Tomlyn.TomlException exception)
        {
            return (null, $"pyproject.toml is not valid TOML: {exception.Message}");
        }

        if ((Find(table, "project", "requires-python") ?? Find(table, "tool", "poetry", "dependencies", "python")) is not { } asked)
            return default;
        return PythonVersionRange.Parse(asked) is { } range
            ? (new PythonVersionRequest(asked, "pyproject.toml", range), null)
            : (null, $"pyproject.toml asks for Python '{Shorten(asked)}', which is not a version range. Write it like requires-python = \">=3.11,<4\".");
    }

    private static string? Find(TomlTable table, params ReadOnlySpan<string> path)
    {
        object? value = table;
        foreach (var name in path)
            value = value is TomlTable parent && parent.TryGetValue(name, out var child) ? child : null;
        return value as string;
    }

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..57] + "...";
}
