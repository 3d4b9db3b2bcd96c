using Paas.Slugs;

namespace Paas.Dynos.Local;

public sealed class SandboxRequirementsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Create_NothingThere_ListsAllThatIsLacking()
    {
        var options = new SandboxOptions { OwnNetwork = true };

        var exception = Assert.Throws<PaasException>(() => SandboxBuilder.Create(options, _directory.Path, "/usr/bin", new SandboxTools(null, null, null, null, null, null)));

        Assert.Equal(PaasErrors.Unavailable, exception.Id);
        if (!OperatingSystem.IsLinux())
            return;
        foreach (var package in (string[])["bubblewrap", "util-linux", "iproute2", "iptables"])
            Assert.Contains($"install the package {package}", exception.Message, StringComparison.Ordinal);
        Assert.Contains("not run with less isolation", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Toolchains_OfPath_ShowNoHomesAndNoPlatform()
    {
        foreach (var directory in (string[])["tools/bin", "data/bin", "lonely"])
            Directory.CreateDirectory(_directory.Combine(directory));
        string[] hidden = [_directory.Combine("data/dynos")];

        var shown = SystemView.Toolchains($"/usr/bin:{_directory.Combine("tools/bin")}:{_directory.Combine("data/bin")}:{_directory.Combine("lonely")}:relative:/no/such:/root/bin", hidden);

        Assert.Equal([_directory.Combine("tools"), _directory.Combine("data/bin"), _directory.Combine("lonely")], shown.Where(path => path.StartsWith(_directory.Path, StringComparison.Ordinal)));
        Assert.DoesNotContain("/root", shown);
    }
}
