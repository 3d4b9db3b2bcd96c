using System.Collections.Immutable;

namespace Paas.Builds;

public sealed class SourceFolderTests : IDisposable
{
    private readonly string _source = Directory.CreateTempSubdirectory("paas-folder-").FullName;

    [Theory]
    [InlineData("PROJECT_PATH", "services/web", "services/web")]
    [InlineData("APP_BASE", "/services/web/", "services/web")]
    [InlineData("APP_BASE", "", null)]
    [InlineData("PROJECT_PATH", ".", null)]
    [InlineData("OTHER", "x", null)]
    public void Find_ConfigVar_NamesTheFolder(string variable, string value, string? folder)
    {
        Assert.Equal(folder, SourceFolder.Find(ImmutableSortedDictionary<string, string>.Empty.Add(variable, value))?.Folder);
    }

    [Fact]
    public void Find_Both_TakesProjectPath()
    {
        Assert.Equal(("PROJECT_PATH", "a"), SourceFolder.Find(ImmutableSortedDictionary<string, string>.Empty.Add("APP_BASE", "b").Add("PROJECT_PATH", "a")));
    }

    [Fact]
    public void Narrow_Folder_IsAllThatRemains()
    {
        With("services/web/package.json", "services/web/src/index.js", "services/web/services/x", "services/api/main.go", "README.md");
        File.CreateSymbolicLink(Path.Combine(_source, "services/web/link"), "src/index.js");

        SourceFolder.Narrow(_source, "PROJECT_PATH", "services/web");

        Assert.Equal(["link", "package.json", "services", "src"], Directory.EnumerateFileSystemEntries(_source).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.Equal("src/index.js", new FileInfo(Path.Combine(_source, "link")).LinkTarget);
        Assert.True(File.Exists(Path.Combine(_source, "services/x")));
        Assert.False(Directory.Exists(_source + ".folder"));
    }

    [Theory]
    [InlineData("web", "The root has services/.")]
    [InlineData("services/app", "services has api/, web/.")]
    [InlineData("services/web/none", "services/web has none.")]
    [InlineData("services/web/package.json", "services/web has none.")]
    [InlineData("services/../../etc", "services has api/, web/.")]
    [InlineData("outside", "The root has services/.")]
    public void Narrow_NoSuchFolder_SaysWhatThereIs(string folder, string there)
    {
        With("services/web/package.json", "services/api/main.go");
        Directory.CreateSymbolicLink(Path.Combine(_source, "outside"), "/tmp");

        var error = Assert.Throws<PaasException>(() => SourceFolder.Narrow(_source, "APP_BASE", folder));

        Assert.Equal($"The config var APP_BASE is '{folder}', but the source has no such folder. {there}", error.Message);
    }

    public void Dispose() => Directory.Delete(_source, recursive: true);

    private void With(params string[] files)
    {
        foreach (var file in files)
        {
            var path = Path.Combine(_source, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }
    }
}
