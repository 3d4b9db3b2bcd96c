namespace Paas.State;

public sealed class DurableFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task WriteAllBytes_FileExistsAndAnUnfinishedOneToo_ReplacesBoth()
    {
        var path = _directory["secret"];
        await File.WriteAllTextAsync(path, "old and longer", Cancelled);
        await File.WriteAllTextAsync(DurableFile.AsideOf(path), "unfinished and even longer", Cancelled);

        DurableFile.WriteAllBytes(path, "new"u8);

        Assert.Equal("new", await File.ReadAllTextAsync(path, Cancelled));
        Assert.Equal([path], Directory.GetFiles(_directory.FullName));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void CreateDirectory_SeveralAreMissing_MakesAll()
    {
        var path = _directory["a/b/c"];

        DurableFile.CreateDirectory(path);
        DurableFile.CreateDirectory(path);

        Assert.True(Directory.Exists(path));
    }

    [Fact]
    public void FlushDirectory_IsMissing_Throws()
    {
        if (!OperatingSystem.IsWindows())
            Assert.Contains("missing", Assert.Throws<IOException>(() => DurableFile.FlushDirectory(_directory["missing"])).Message, StringComparison.Ordinal);
    }
}
