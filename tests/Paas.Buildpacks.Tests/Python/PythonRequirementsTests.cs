using Paas.Builds;
using Paas.Files;

namespace Paas.Python;

public sealed class PythonRequirementsTests : IDisposable
{
    private readonly TestDirectory _app = new();

    [Theory]
    [InlineData("", true)]
    [InlineData("Flask\n# a comment\n\ngunicorn==21.2.0 # another\n", true)]
    [InlineData("Flask[async] >=2,<4 ; python_version >= '3.8'\nfoo (>=1)\n", true)]
    [InlineData("Flask==3.0.0 \\\n  --hash=sha256:00aa \\\n  --hash=sha256:11bb\n", true)]
    [InlineData("--index-url https://pypi.example/simple\n-f vendor/wheels\n--no-index\nFlask\n", true)]
    [InlineData("-r more.txt\n", true)]
    [InlineData("-rmore.txt\n-c more.txt\n", true)]
    [InlineData("-r absent.txt\n", false)]
    [InlineData("-r /etc/requirements.txt\n", false)]
    [InlineData(".\n", false)]
    [InlineData("-e .\n", false)]
    [InlineData("./vendor/own\n", false)]
    [InlineData("own-1.0.tar.gz\n", false)]
    [InlineData("own-1.0-py3-none-any.whl\n", false)]
    [InlineData("own @ git+https://git.example/own.git@main\n", false)]
    [InlineData("git+https://git.example/own.git\n", false)]
    [InlineData("own==${VERSION}\n", false)]
    [InlineData("--something-new\nFlask\n", false)]
    public void Read_Requirements_AreSettledWhenTheyOnlyName(string text, bool settled)
    {
        _app.With("requirements.txt", text).With("more.txt", "click\n");

        Assert.Equal(settled, Read().AreSettled);
    }

    [Fact]
    public void Read_IncludedFileChanges_HasAnotherDigest()
    {
        _app.With("requirements.txt", "-r sub/more.txt\n").With("sub/more.txt", "-r deep.txt\n").With("sub/deep.txt", "click\n");
        var before = Read();
        _app.With("sub/deep.txt", "click==8\n");

        Assert.True(before.AreSettled);
        Assert.NotEqual(before.Digest, Read().Digest);
    }

    [Fact]
    public void Read_FilesThatIncludeEachOther_Ends()
    {
        _app.With("requirements.txt", "-r more.txt\n").With("more.txt", "-r requirements.txt\n");

        Assert.True(Read().AreSettled);
    }

    [Fact]
    public void Read_LockfileOfAnotherTool_IsNeverSettled()
    {
        _app.With("uv.lock", "version = 1\n");

        Assert.False(PythonRequirements.Read(new ConfinedDirectory(_app.Path), new PythonDependencies("uv.lock", "uv")).AreSettled);
    }

    public void Dispose() => _app.Dispose();

    private PythonRequirements Read() => PythonRequirements.Read(new ConfinedDirectory(_app.Path), new PythonDependencies("requirements.txt", "pip"));
}
