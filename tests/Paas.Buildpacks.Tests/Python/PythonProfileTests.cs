using Paas.Builds;
using Paas.Files;

namespace Paas.Python;

public sealed class PythonProfileTests : IDisposable
{
    private readonly TestDirectory _app = new();

    [Theory]
    [InlineData("256", "1")]
    [InlineData("512", "2")]
    [InlineData("100", "1")]
    public async Task Profile_LittleMemory_LimitsTheConcurrency(string memory, string concurrency)
    {
        Assert.Equal($"{concurrency} heroku/python", await EchoAsync("$WEB_CONCURRENCY $WEB_CONCURRENCY_SET_BY", ("DYNO_RAM", memory)));
    }

    [Fact]
    public async Task Profile_Defaults_AreHerokus()
    {
        Assert.Equal(
            $"true {_app.Path} * --access-logfile -",
            await EchoAsync("$PYTHONUNBUFFERED $PYTHONPATH $FORWARDED_ALLOW_IPS $GUNICORN_CMD_ARGS"));
        Assert.StartsWith($"{_app.Path}/.heroku/python/bin:", await EchoAsync("$PATH"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Profile_ConfigVars_Win()
    {
        Assert.Equal("5 /lib  --log-level debug", await EchoAsync("$WEB_CONCURRENCY $PYTHONPATH $WEB_CONCURRENCY_SET_BY $GUNICORN_CMD_ARGS", ("WEB_CONCURRENCY", "5"), ("PYTHONPATH", "/lib"), ("GUNICORN_CMD_ARGS", "--log-level debug")));
    }

    [Fact]
    public async Task Profile_EditableInstall_PointsToTheDynosDirectory()
    {
        _app.With("site/x.pth", $"{_app.Path}/src\n");
        using var moved = new TestDirectory().With("site/x.pth", _app.Read("site/x.pth"));
        Write(["site/x.pth"]);
        moved.With(".profile.d/python.sh", _app.Read(".profile.d/python.sh"));

        using var bash = Bash.Start(". .profile.d/python.sh", moved.Path, Bash.Environment(moved.Path), static _ => { });
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal($"{moved.Path}/src\n", moved.Read("site/x.pth"));
    }

    public void Dispose() => _app.Dispose();

    private void Write(string[] filesToMove)
    {
        var app = new ConfinedDirectory(_app.Path);
        var home = new PythonHome(app, new PythonInterpreter(new PythonVersion(3, 12, 1), "/usr/bin/python3.12", null));
        PythonProfile.WriteTo(app, home, withSystemPackages: false, filesToMove);
    }

    private async Task<string> EchoAsync(string text, params (string Name, string Value)[] environment)
    {
        Write([]);
        var variables = Bash.Environment(_app.Path);
        foreach (var (name, value) in environment)
            variables[name] = value;
        var output = new List<string>();
        using var bash = Bash.Start($"set -ef; for f in {_app.Path}/.profile.d/python.sh {_app.Path}/.profile.d/WEB_CONCURRENCY.sh; do . \"$f\"; done; echo \"{text}\"", _app.Path, variables, output.Add);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        return Assert.Single(output);
    }
}
