using CsCheck;

namespace Paas;

public sealed class ProcfileTests
{
    [Theory]
    [InlineData("web: node server.js", "web", "node server.js")]
    [InlineData("  web  :   node server.js  ", "web", "node server.js")]
    [InlineData("web:node server.js", "web", "node server.js")]
    [InlineData("web: curl http://x:80/", "web", "curl http://x:80/")]
    [InlineData("# comment\n\nweb: a\r\n", "web", "a")]
    [InlineData("\uFEFFweb: a", "web", "a")]
    [InlineData("web: old\nweb: new", "web", "new")]
    [InlineData("my_worker-2: a # not a comment", "my_worker-2", "a # not a comment")]
    public void Parse_Line_GivesTypeAndCommand(string text, string type, string command)
    {
        var procfile = Procfile.Parse(text);

        Assert.Null(procfile.Error);
        Assert.Equal(command, Assert.Single(procfile.ProcessTypes, entry => entry.Key == type).Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n# nothing\n")]
    [InlineData("\r\n")]
    public void Parse_NoEntries_IsEmptyWithoutError(string text)
    {
        var procfile = Procfile.Parse(text);

        Assert.Null(procfile.Error);
        Assert.Empty(procfile.ProcessTypes);
    }

    [Theory]
    [InlineData("web: a\nworker a", "line 2", "no colon")]
    [InlineData(": a", "line 1", "illegal process type ''")]
    [InlineData("web worker: a", "line 1", "illegal process type 'web worker'")]
    [InlineData("wéb: a", "line 1", "illegal process type 'wéb'")]
    [InlineData("\n\nweb:", "line 3", "no command for process type 'web'")]
    [InlineData("web:   \n", "line 1", "no command for process type 'web'")]
    [InlineData("<<<<<<< HEAD\nweb: a", "line 1", "no colon")]
    public void Parse_BrokenLine_NamesLineAndProblem(string text, string line, string problem)
    {
        var procfile = Procfile.Parse(text);

        Assert.Contains(line, procfile.Error, StringComparison.Ordinal);
        Assert.Contains(problem, procfile.Error, StringComparison.Ordinal);
        Assert.Empty(procfile.ProcessTypes);
    }

    [Theory]
    [InlineData(127, true)]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void Parse_TypeLength_IsAtMost128(int length, bool legal)
    {
        Assert.Equal(legal, Procfile.Parse($"{new string('a', length)}: x").Error is null);
    }

    [Fact]
    public void Parse_LongBrokenLine_IsShortenedInTheError()
    {
        Assert.True(Procfile.Parse(new string('x', 10_000)).Error!.Length < 200);
    }

    [Fact]
    public void Parse_AnyText_EndsWithTypesOrAnErrorButNotBoth()
    {
        Gen.String.Sample(text =>
        {
            var procfile = Procfile.Parse(text);
            Assert.True(procfile.Error is null || procfile.ProcessTypes.IsEmpty);
        });
    }

    [Fact]
    public void Parse_WhatWasWritten_IsReadBack()
    {
        var type = Gen.Char["abcXYZ019-_"].Array[1, 20].Select(static chars => new string(chars));
        var command = Gen.Char[" a:#$\"'\\|&;é"].Array[0, 20].Select(static chars => "x" + new string(chars).TrimEnd());
        Gen.Dictionary(type, command)[0, 5].Sample(expected =>
        {
            var procfile = Procfile.Parse(string.Join("\r\n", expected.Select(static entry => $"{entry.Key}: {entry.Value}")));
            Assert.Null(procfile.Error);
            Assert.Equal(expected.OrderBy(static entry => entry.Key, StringComparer.Ordinal), procfile.ProcessTypes);
        });
    }
}
