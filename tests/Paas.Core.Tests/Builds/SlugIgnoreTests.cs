using Paas.Testing;

namespace Paas.Builds;

/// <summary>What of the source a buildpack gets to see.</summary>
public sealed class SlugIgnoreTests
{
    [Theory]
    [InlineData("*.psd", "art/cat.psd|cat.psd", "cat.png")]
    [InlineData("/*.psd", "cat.psd", "art/cat.psd")]
    [InlineData("docs", "docs/a.md|docs/deep/b.md|lib/docs/c.md", "docs.md")]
    [InlineData("docs/", "docs/a.md|lib/docs/c.md", "other/docs")]
    [InlineData("/docs", "docs/a.md", "lib/docs/c.md")]
    [InlineData("lib/docs", "lib/docs/c.md", "docs/a.md|other/lib/docs/d.md")]
    [InlineData("# docs\n\ntest", "test/a.js", "docs/a.md")]
    [InlineData("docs\r\ntest\r\n", "docs/a.md|test/a.js", "a.js")]
    [InlineData("!docs", "", "docs/a.md")]
    [InlineData("*", "a.js|lib/b.js", "Procfile|.slugignore")]
    [InlineData("Docs", "", "docs/a.md")]
    [InlineData("../*", "", "a.js")]
    public async Task Build_SlugIgnore_RemovesBeforeTheBuildpackRuns(string rules, string removed, string kept)
    {
        var files = (removed + "|" + kept).Split('|', StringSplitOptions.RemoveEmptyEntries).Where(static name => name is not ("Procfile" or ".slugignore")).ToDictionary(static name => name, static _ => "text");
        files[".slugignore"] = rules;

        var seen = await BuildAsync(files);

        Assert.Equal(kept.Split('|').Append("Procfile").Append(".slugignore").Distinct().Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Build_Source_IsCleanedOfGitLogsAndTemporaryFiles()
    {
        var seen = await BuildAsync(new Dictionary<string, string>
        {
            [".git/HEAD"] = "ref: refs/heads/main",
            [".gitmodules"] = "",
            [".gitignore"] = "bin",
            ["log/development.log"] = "",
            ["tmp/cache/a"] = "",
            ["app/log/kept.log"] = "",
            ["app/tmp/kept"] = "",
        });

        Assert.Equal([".gitignore", "Procfile", "app/log/kept.log", "app/tmp/kept"], seen.Order(StringComparer.Ordinal));
    }

    /// <summary>A link in the source leads to what the link names, never to the host's own files.</summary>
    [Fact]
    public async Task Build_LogIsALinkOutOfTheSource_LeavesItsTargetAlone()
    {
        await using var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop");
        var precious = Directory.CreateDirectory(Path.Combine(paas.DataDirectory, "precious")).FullName;
        await File.WriteAllTextAsync(Path.Combine(precious, "file"), "text");

        var build = await paas.Platform.Builds.CreateAsync("shop", new BuildSource((directory, _) =>
        {
            foreach (var name in (string[])["log", "tmp", ".git", "linked"])
                Directory.CreateSymbolicLink(Path.Combine(directory, name), precious);
            File.WriteAllText(Path.Combine(directory, ".slugignore"), "linked\n*/file\n");
            return ValueTask.CompletedTask;
        }));
        await paas.Platform.Builds.WaitAsync("shop", build.Id);

        Assert.Equal("text", await File.ReadAllTextAsync(Path.Combine(precious, "file")));
    }

    private static async Task<List<string>> BuildAsync(Dictionary<string, string> files)
    {
        await using var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop");
        var seen = new List<string>();
        paas.Buildpack.OnBuild = (context, _) =>
        {
            seen.AddRange(Directory.EnumerateFiles(context.AppDirectory, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(context.AppDirectory, path)));
            return ValueTask.FromResult(new BuildpackResult());
        };
        Assert.Equal(BuildStatus.Succeeded, (await paas.DeployAsync("shop", "web: serve", files)).Status);
        return seen;
    }
}
