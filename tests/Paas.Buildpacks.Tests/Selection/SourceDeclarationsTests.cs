using Paas.Builds;
using Paas.Files;

namespace Paas.Selection;

/// <summary>What sources say about their buildpacks, and which file is heard.</summary>
public sealed class SourceDeclarationsTests : IDisposable
{
    private readonly TestDirectory _app = new();

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("project.toml", "[[io.buildpacks.group]]\nid = \"heroku/nodejs\"\nversion = \"1.0\"\n[[io.buildpacks.group]]\nuri = \"https://example.com/x.git\"", "heroku/nodejs https://example.com/x.git")]
    [InlineData("project.toml", "[_]\nschema-version = \"0.2\"\n[io.buildpacks]\nbuilder = \"heroku/builder:24\"\n[[io.buildpacks.group]]\nid = \"a/b\"", "a/b")]
    [InlineData("project.toml", "[[build.buildpacks]]\nid = \"heroku/python\"", "heroku/python")]
    [InlineData("project.toml", "[project]\nname = \"x\"", null)]
    [InlineData("app.json", """{"buildpacks": [{"url": "heroku/nodejs"}, "heroku/python"]}""", "heroku/nodejs heroku/python")]
    [InlineData("app.json", """{"buildpacks": [], "name": "x"}""", null)]
    [InlineData("app.json", """{"expo": {"name": "x"}}""", null)]
    [InlineData("app.json", "[]", null)]
    [InlineData("app.json", "// comment\n{\"buildpacks\": [{\"url\": \"a/b\"},]}", "a/b")]
    [InlineData(".buildpacks", "https://github.com/heroku/heroku-buildpack-go.git#v1\r\n\n# one\n  heroku/procfile  \n", "https://github.com/heroku/heroku-buildpack-go.git#v1 heroku/procfile")]
    [InlineData(".buildpacks", "\n", null)]
    public void Read_OneFile_GivesItsList(string file, string text, string? expected)
    {
        _app.With(file, text);

        var declaration = SourceDeclarations.Read(new ConfinedDirectory(_app.Path));

        Assert.Equal(expected, declaration is null ? null : string.Join(' ', declaration.Buildpacks));
        Assert.Equal(expected is null ? null : file, declaration?.File);
    }

    [Fact]
    public void Read_SeveralFiles_HearsProjectTomlThenAppJsonThenTheList()
    {
        _app.With(".buildpacks", "c/c");
        Assert.Equal(".buildpacks", Read());
        _app.With("app.json", """{"buildpacks": [{"url": "b/b"}]}""");
        Assert.Equal("app.json", Read());
        _app.With("project.toml", "[[io.buildpacks.group]]\nid = \"a/a\"");
        Assert.Equal("project.toml", Read());
        _app.With("project.toml", "");
        Assert.Equal("app.json", Read());
    }

    [Theory]
    [InlineData("project.toml", "[[io.buildpacks.group]]\nid = ", "project.toml is no TOML (line ")]
    [InlineData("project.toml", "[[io.buildpacks.group]]\nversion = \"1\"", "project.toml has a buildpack (number 1) with neither id nor uri.")]
    [InlineData("project.toml", "[io.buildpacks]\ngroup = \"x\"", "project.toml has buildpacks that are no list of tables")]
    [InlineData("app.json", "{\n\"buildpacks\": [}", "app.json is no JSON (line 2)")]
    [InlineData("app.json", """{"buildpacks": [{"name": "x"}]}""", "app.json has a buildpack (number 1) without a 'url'.")]
    [InlineData("app.json", """{"buildpacks": "x"}""", "app.json has 'buildpacks' that is no list")]
    public void Read_BrokenFile_SaysWhatAndWhere(string file, string text, string problem)
    {
        _app.With(file, text);

        Assert.StartsWith(problem, Assert.Throws<PaasException>(() => Read()).Message, StringComparison.Ordinal);
    }

    private string? Read() => SourceDeclarations.Read(new ConfinedDirectory(_app.Path))?.File;
}
