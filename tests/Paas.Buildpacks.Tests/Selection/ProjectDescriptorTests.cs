using Paas.Builds;
using Paas.Files;

namespace Paas.Selection;

public sealed class ProjectDescriptorTests : IDisposable
{
    private readonly TestDirectory _source = new();

    [Theory]
    [InlineData("[[io.buildpacks.group]]\nid = \"heroku/nodejs\"\n[[io.buildpacks.group]]\nuri = \"https://example.com/x.git\"\n", "heroku/nodejs https://example.com/x.git")]
    [InlineData("[[io.buildpacks.pre.group]]\nid = \"a/first\"\n[[io.buildpacks.group]]\nid = \"a/middle\"\n[[io.buildpacks.post.group]]\nuri = \"./last\"\n", "a/first a/middle ./last")]
    [InlineData("[[build.buildpacks]]\nid = \"heroku/nodejs\"\n", "heroku/nodejs")]
    [InlineData("[io.buildpacks]\nbuilder = \"x\"\n", "")]
    [InlineData("[project]\nid = \"x\"\n", "")]
    public void References_OfEitherSchema_AreInOrder(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', Read(text).References(new ConfinedDirectory(_source.Path))));

    [Fact]
    public void References_Script_BecomesABuildpackOfTheSource()
    {
        var references = Read("""
            [[io.buildpacks.group]]
            id = "tests/inline"
            version = "3"
            [io.buildpacks.group.script]
            api = "0.10"
            shell = "/bin/bash"
            inline = "echo hello > greeting"
            """).References(new ConfinedDirectory(_source.Path));

        Assert.Equal(["./.cnb/inline/1"], references);
        Assert.Contains("id = \"tests/inline\"", _source.Read(".cnb/inline/1/buildpack.toml"), StringComparison.Ordinal);
        Assert.Equal("#!/bin/bash\necho hello > greeting\n", _source.Read(".cnb/inline/1/bin/build"));
    }

    [Theory]
    [InlineData("[[io.buildpacks.group]]\nversion = \"1\"\n", "a buildpack (number 1) with neither id nor uri")]
    [InlineData("[[io.buildpacks.group]]\nid = \"x\"\n[io.buildpacks.group.script]\napi = \"0.10\"\n", "a script (buildpack number 1) without id, api or inline")]
    [InlineData("[io.buildpacks]\ngroup = \"x\"\n", "buildpacks that are no list of tables")]
    [InlineData("[[io.buildpacks.pre.group]]\nid = \"x\"\n", "none in [[io.buildpacks.group]]")]
    public void References_Wrong_SayWhatAndTheFix(string text, string error) =>
        Assert.Contains(error, Assert.Throws<PaasException>(() => Read(text).References(new ConfinedDirectory(_source.Path))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("[[io.buildpacks.build.env]]\nname = \"A\"\nvalue = \"1\"\n[[io.buildpacks.build.env]]\nname = \"B\"\nvalue = \"x y\"\n")]
    [InlineData("[[build.env]]\nname = \"A\"\nvalue = \"1\"\n[[build.env]]\nname = \"B\"\nvalue = \"x y\"\n")]
    public void Variables_OfEitherSchema_AreRead(string text) =>
        Assert.Equal([KeyValuePair.Create("A", "1"), KeyValuePair.Create("B", "x y")], Read(text).Variables);

    [Theory]
    [InlineData("exclude = [\"docs/\", \"*.md\", \"!README.md\"]", "README.md app.js src/app.js src/vendor/x.go")]
    [InlineData("exclude = [\"/app.js\", \"**/vendor\"]", "README.md docs/a.md docs/deep/b.txt notes.md src/app.js")]
    [InlineData("include = [\"src/\", \"*.md\"]", "README.md docs/a.md notes.md src/app.js src/vendor/x.go")]
    [InlineData("include = [\"[a-b]pp.j?\"]", "app.js src/app.js")]
    [InlineData("", "README.md app.js docs/a.md docs/deep/b.txt notes.md src/app.js src/vendor/x.go")]
    public void Filter_IncludeOrExclude_LeavesTheRest(string lines, string expected)
    {
        var descriptor = Read($"[io.buildpacks.build]\n{lines}\n");
        File.Delete(_source.PathOf("project.toml"));
        foreach (var file in (string[])["README.md", "notes.md", "app.js", "docs/a.md", "docs/deep/b.txt", "src/app.js", "src/vendor/x.go", ".cnb/inline/1/buildpack.toml"])
            _source.With(file);

        descriptor.Filter(new ConfinedDirectory(_source.Path));

        var left = Directory.EnumerateFiles(_source.Path, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_source.Path, file)).Order(StringComparer.Ordinal);
        Assert.Equal(expected, string.Join(' ', left));
    }

    [Fact]
    public void Filter_IncludeAndExclude_IsRefused() =>
        Assert.Contains("include and exclude", Assert.Throws<PaasException>(() => Read("[build]\ninclude = [\"a\"]\nexclude = [\"b\"]\n").Filter(new ConfinedDirectory(_source.Path))).Message, StringComparison.Ordinal);

    public void Dispose() => _source.Dispose();

    private ProjectDescriptor Read(string text) => ProjectDescriptor.Read(new ConfinedDirectory(_source.With("project.toml", text).Path))!;
}
