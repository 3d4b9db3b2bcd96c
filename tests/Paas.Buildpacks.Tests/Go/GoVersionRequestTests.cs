using System.Collections.Immutable;

namespace Paas.Go;

public sealed class GoVersionRequestTests
{
    [Theory]
    [InlineData("go1.20", "// +heroku goVersion go1.21\ngo 1.22\ntoolchain go1.23.1", "1.20", "The config var GOVERSION")]
    [InlineData(null, "// +heroku goVersion go1.21\ngo 1.22\ntoolchain go1.23.1", "1.21", "The comment '// +heroku goVersion' of go.mod")]
    [InlineData(null, "go 1.22\ntoolchain go1.23.1", "1.23.1", "The toolchain line of go.mod")]
    [InlineData(null, "go 1.22\ntoolchain go1.23.1-custom", "1.23.1", "The toolchain line of go.mod")]
    [InlineData(null, "go 1.22\ntoolchain default", "1.22", "The go line of go.mod")]
    [InlineData(null, "go 1.22.3 // least\r", "1.22.3", "The go line of go.mod")]
    [InlineData("", "\tgo 1.22rc1\r\n", "1.22rc1", "The go line of go.mod")]
    [InlineData(null, "// go 1.22", null, null)]
    public void TryRead_Sources_TheFirstInHerokusOrderWins(string? configVar, string lines, string? text, string? source)
    {
        Assert.True(TryRead(configVar, lines, out var request, out _));
        Assert.Equal((text, source), (request.Text, request.Source));
    }

    [Theory]
    [InlineData("1.x", "go 1.22", "The config var GOVERSION is '1.x', which is not a version of Go. Write it like go1.22 (its newest patch) or go1.22.3.")]
    [InlineData("latest", "", "The config var GOVERSION is 'latest'")]
    [InlineData(null, "// +heroku goVersion 2", "'// +heroku goVersion' of go.mod is '2'")]
    [InlineData("go1.9", "", "Go 1.9, which knows no modules")]
    public void TryRead_NoVersion_SaysWhereItStands(string? configVar, string lines, string problem)
    {
        Assert.False(TryRead(configVar, lines, out _, out var error));
        Assert.Contains(problem, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.22", "1.22.5", true, true)]
    [InlineData("1.22", "1.22", true, true)]
    [InlineData("1.22", "1.23.0", false, false)]
    [InlineData("1.22", "1.22rc1", false, false)]
    [InlineData("go1.22rc1", "1.22rc1", true, true)]
    [InlineData("go1.22.3", "1.22.3", true, true)]
    [InlineData("go1.22.3", "1.22.4", false, false)]
    [InlineData("1.19.0", "1.19", true, true)]
    public void Accepts_Pinned_ThatVersionOrItsPatches(string asked, string version, bool onTheMachine, bool fromASource)
    {
        Assert.True(TryRead(asked, "go 1.30", out var request, out _));
        Assert.Equal((onTheMachine, fromASource), (request.Accepts(version), request.AcceptsFromSource(version)));
    }

    [Theory]
    [InlineData("1.22", "1.22.5", true, true)]
    [InlineData("1.22", "1.25.0", true, false)]
    [InlineData("1.22", "1.21.13", false, false)]
    [InlineData("1.22.3", "1.22.3", true, true)]
    [InlineData("1.22.3", "1.22.2", false, false)]
    [InlineData("1.22.3", "1.22.9", true, true)]
    [InlineData("1.22", "1.23rc1", false, false)]
    public void Accepts_GoLine_IsALeastVersion(string line, string version, bool onTheMachine, bool fromASource)
    {
        Assert.True(TryRead(null, $"go {line}", out var request, out _));
        Assert.Equal((onTheMachine, fromASource), (request.Accepts(version), request.AcceptsFromSource(version)));
    }

    private static bool TryRead(string? configVar, string lines, out GoVersionRequest request, out string? error)
    {
        var configVars = configVar is null ? ImmutableDictionary<string, string>.Empty : ImmutableDictionary<string, string>.Empty.Add("GOVERSION", configVar);
        return GoVersionRequest.TryRead(configVars, GoModule.Parse($"module example.com/app\n{lines}"), out request, out error);
    }
}
