using Paas.Builds;

namespace Paas.Files;

public sealed class ConfinedDirectoryTests : IDisposable
{
    private readonly TestDirectory _outside = new TestDirectory().With("secret", "top secret").With("folder/file", "theirs");
    private readonly TestDirectory _inside = new TestDirectory().With("file", "text").With("folder/file", "ours");

    private ConfinedDirectory Directory => new(_inside.Path);

    [Fact]
    public void ReadText_PlainFile_IsRead() => Assert.Equal("text", Directory.ReadText("file"));

    [Fact]
    public void ReadText_LinkInside_IsFollowed()
    {
        Link("link", "folder/file");
        Link("folder/up", "../file");
        Link("dir", "folder");

        Assert.Equal("ours", Directory.ReadText("link"));
        Assert.Equal("text", Directory.ReadText("folder/up"));
        Assert.Equal("ours", Directory.ReadText("dir/file"));
    }

    [Fact]
    public void ReadText_LinkThatLeaves_CountsAsAbsent()
    {
        Link("absolute", _outside.PathOf("secret"));
        Link("relative", $"../{Path.GetFileName(_outside.Path)}/secret");
        Link("dir", _outside.PathOf("folder"));
        Link("by-another", "dir/file");
        Link("circle", "circle");

        foreach (var path in new[] { "absolute", "relative", "dir/file", "by-another", "circle", "../x", "folder/../file" })
        {
            Assert.Null(Directory.ReadText(path));
            Assert.False(Directory.FileExists(path));
        }
    }

    [Fact]
    public async Task ReadText_Pipe_IsNotWaitedFor()
    {
        Bash.Require("mkfifo");
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [_inside.PathOf("pipe")]))
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("", Directory.ReadText("pipe"));
        Assert.Equal("", Directory.ReadLongText("pipe"));
        Assert.NotNull(Directory.Digest("pipe"));
        Builds.TreeCopy.Copy(_inside.Path, _outside.PathOf("copy"));
        Assert.Equal("text", _outside.Read("copy/file"));
    }

    [Fact]
    public void WriteText_LinkAtItsPlace_IsReplacedAndNotFollowed()
    {
        Link("link", _outside.PathOf("secret"));

        Directory.WriteText("link", "new");

        Assert.Equal("new", _inside.Read("link"));
        Assert.Equal("top secret", _outside.Read("secret"));
    }

    [Fact]
    public void WriteText_DirectoryThatLeaves_IsRefused()
    {
        Link(".profile.d", _outside.PathOf("folder"));

        var exception = Assert.Throws<PaasException>(() => Directory.WriteText(".profile.d/x.sh", "new"));

        Assert.Contains("'.profile.d/x.sh' leads outside", exception.Message, StringComparison.Ordinal);
        Assert.False(_outside.Has("folder/x.sh"));
    }

    [Fact]
    public void Delete_LinkToADirectory_RemovesTheLinkOnly()
    {
        Link("dir", _outside.PathOf("folder"));

        Directory.Delete("dir");
        Directory.Delete("not-there");
        Directory.Delete("nor/this");

        Assert.False(_inside.Has("dir"));
        Assert.True(_outside.Has("folder/file"));
    }

    [Fact]
    public void CreateDirectory_LinkThatLeaves_IsReplaced()
    {
        Link("dir", _outside.PathOf("folder"));

        Directory.CreateDirectory("dir");

        Assert.Empty(System.IO.Directory.EnumerateFileSystemEntries(_inside.PathOf("dir")));
        Assert.True(_outside.Has("folder/file"));
    }

    public void Dispose()
    {
        _inside.Dispose();
        _outside.Dispose();
    }

    private void Link(string path, string target) => File.CreateSymbolicLink(_inside.PathOf(path), target);
}
