using Paas.Builds;
using Paas.Files;

namespace Paas.Node;

public sealed class NodeProfileTests : IDisposable
{
    private readonly TestDirectory _app = new();

    [Theory]
    [InlineData("512", "1", "512")]
    [InlineData("1024", "2", "512")]
    [InlineData("100", "1", "512")]
    [InlineData("16384", "32", "512")]
    [InlineData("30720", "15", "2048")]
    public async Task Profile_Memory_GivesConcurrency(string memory, string concurrency, string webMemory)
    {
        Assert.Equal($"{concurrency} {webMemory} heroku/nodejs", await EchoAsync("$WEB_CONCURRENCY $WEB_MEMORY $WEB_CONCURRENCY_SET_BY", ("MEMORY_AVAILABLE", memory)));
    }

    [Fact]
    public async Task Profile_ConfigVars_Win()
    {
        Assert.Equal("7 staging ", await EchoAsync("$WEB_CONCURRENCY $NODE_ENV $WEB_CONCURRENCY_SET_BY", ("WEB_CONCURRENCY", "7"), ("NODE_ENV", "staging")));
    }

    [Fact]
    public async Task Profile_PlatformTellsTheMemory_GoesByIt()
    {
        Assert.Equal("1024 2", await EchoAsync("$MEMORY_AVAILABLE $WEB_CONCURRENCY", ("PAAS_MEMORY_MB", "1024")));
    }

    [Fact]
    public async Task Profile_NoLimit_FindsTheMemoryOfTheMachine()
    {
        Assert.InRange(int.Parse(await EchoAsync("$MEMORY_AVAILABLE"), System.Globalization.CultureInfo.InvariantCulture), 64, 129024);
    }

    [Fact]
    public async Task Profile_Path_HasTheAppsProgramsFirst()
    {
        Assert.StartsWith($"{_app.Path}/node_modules/.bin:{_app.Path}/bin:", await EchoAsync("$PATH"), StringComparison.Ordinal);
    }

    public void Dispose() => _app.Dispose();

    private async Task<string> EchoAsync(string text, params (string Name, string Value)[] environment)
    {
        NodeProfile.WriteTo(new ConfinedDirectory(_app.Path));
        var variables = Bash.Environment(_app.Path);
        foreach (var (name, value) in environment)
            variables[name] = value;
        var output = new List<string>();
        using var bash = Bash.Start($"set -e; for f in .profile.d/*.sh; do . \"$f\"; done; echo \"{text}\"", _app.Path, variables, output.Add);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        return Assert.Single(output);
    }
}
