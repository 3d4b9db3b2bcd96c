namespace Paas.Builds;

public sealed class SourceTreeTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("paas-source-").FullName;

    private string Source => Path.Combine(_root, "app");

    public SourceTreeTests()
    {
        Directory.CreateDirectory(Path.Combine(Source, "config"));
        File.WriteAllText(Path.Combine(Source, "config", "Procfile.prod"), "web: prod");
        File.WriteAllText(Path.Combine(_root, "secret"), "password");
        Directory.CreateSymbolicLink(Path.Combine(Source, "up"), "..");
    }

    [Theory]
    [InlineData("config/Procfile.prod", "web: prod")]
    [InlineData("./config/../config/Procfile.prod", "web: prod")]
    [InlineData("config/nothing", null)]
    [InlineData("../secret", null)]
    [InlineData("up/secret", null)]
    [InlineData("/etc/passwd", null)]
    [InlineData("/dev/zero", null)]
    [InlineData("Procfile", null)]
    [InlineData("config", null)]
    public void ReadText_Link_IsFollowedWithinTheSource(string target, string? text)
    {
        File.CreateSymbolicLink(Path.Combine(Source, "Procfile"), target);

        Assert.Equal(text, SourceTree.ReadText(Source, "Procfile"));
    }

    [Fact]
    public void ReadText_File_IsRead()
    {
        File.WriteAllText(Path.Combine(Source, "Procfile"), "web: x");

        Assert.Equal("web: x", SourceTree.ReadText(Source, "Procfile"));
        Assert.Null(SourceTree.ReadText(Source, "procfile"));
    }

    [Fact]
    public async Task ReadText_Pipe_IsNotWaitedFor()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes in directories.");
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(Source, "Procfile")]))
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("", SourceTree.ReadText(Source, "Procfile"));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
