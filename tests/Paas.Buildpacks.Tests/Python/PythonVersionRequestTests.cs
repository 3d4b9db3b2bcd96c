using Paas.Builds;
using Paas.Files;

namespace Paas.Python;

public sealed class PythonVersionRequestTests : IDisposable
{
    private readonly TestDirectory _app = new();

    [Theory]
    [InlineData("runtime.txt", "python-3.11.2\n", "3.11.2")]
    [InlineData("runtime.txt", "python-3.11", "3.11")]
    [InlineData(".python-version", "# ours\n3.12\n", "3.12")]
    [InlineData(".python-version", "3.12.1\r\n", "3.12.1")]
    [InlineData("Pipfile.lock", """{ "_meta": { "requires": { "python_version": "3.10" } } }""", "3.10")]
    [InlineData("Pipfile.lock", """{ "_meta": { "requires": { "python_version": "3.10", "python_full_version": "3.10.4" } } }""", "3.10.4")]
    [InlineData("pyproject.toml", "[project]\nrequires-python = \">=3.10,<4\"\n", ">=3.10,<4")]
    [InlineData("pyproject.toml", "[tool.poetry.dependencies]\npython = \"^3.9\"\n", "^3.9")]
    public void TryRead_File_GivesTheVersionAndItsSource(string file, string text, string version)
    {
        _app.With(file, text);

        Assert.True(PythonVersionRequest.TryRead(new ConfinedDirectory(_app.Path), out var request, out _));
        Assert.Equal((version, file), (request.Text, request.Source));
    }

    [Theory]
    [InlineData("requirements.txt", "")]
    [InlineData("Pipfile.lock", "{}")]
    [InlineData("Pipfile.lock", """{ "_meta": { "requires": {} } }""")]
    [InlineData("pyproject.toml", "[tool.black]\nline-length = 100\n")]
    public void TryRead_NoVersion_IsAny(string file, string text)
    {
        _app.With(file, text);

        Assert.True(PythonVersionRequest.TryRead(new ConfinedDirectory(_app.Path), out var request, out _));
        Assert.Null(request.Source);
    }

    [Fact]
    public void TryRead_SeveralFiles_FollowsTheirRank()
    {
        foreach (var (file, text) in new[] { ("pyproject.toml", "[project]\nrequires-python = \"==3.8.*\""), ("Pipfile.lock", """{ "_meta": { "requires": { "python_version": "3.9" } } }"""), (".python-version", "3.10"), ("runtime.txt", "python-3.11") })
        {
            _app.With(file, text);
            Assert.True(PythonVersionRequest.TryRead(new ConfinedDirectory(_app.Path), out var request, out _));
            Assert.Equal(file, request.Source);
        }
    }

    [Theory]
    [InlineData("runtime.txt", "3.11", "runtime.txt holds '3.11'")]
    [InlineData("runtime.txt", "python-three", "runtime.txt holds 'python-three'")]
    [InlineData(".python-version", "python-3.11", ".python-version holds 'python-3.11'")]
    [InlineData(".python-version", "3.11\n3.12", ".python-version holds '3.11 3.12'")]
    [InlineData(".python-version", "", ".python-version holds ''")]
    [InlineData(".python_version", "3.11", "git mv .python_version .python-version")]
    [InlineData("Pipfile.lock", "{\n\"_meta\": [", "Pipfile.lock is not valid (line 2)")]
    [InlineData("Pipfile.lock", "[]", "Pipfile.lock is not valid")]
    [InlineData("Pipfile.lock", """{ "_meta": { "requires": { "python_version": "three" } } }""", "asks for python_version 'three'")]
    [InlineData("pyproject.toml", "[project\n", "pyproject.toml is not valid TOML (line 1,")]
    [InlineData("pyproject.toml", "[project]\nrequires-python = \"soon\"", "asks for Python 'soon'")]
    public void TryRead_BrokenFile_SaysWhatItHolds(string file, string text, string problem)
    {
        _app.With(file, text);

        Assert.False(PythonVersionRequest.TryRead(new ConfinedDirectory(_app.Path), out _, out var error));
        Assert.Contains(problem, error, StringComparison.Ordinal);
    }

    public void Dispose() => _app.Dispose();
}
