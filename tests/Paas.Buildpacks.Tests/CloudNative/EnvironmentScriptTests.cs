using System.Diagnostics;
using System.Text;
using CsCheck;
using Paas.Builds;
using Paas.Files;
using Tomlyn.Model;

namespace Paas.CloudNative;

/// <summary>What the shell makes of the scripts, against what the rules say.</summary>
public sealed class EnvironmentScriptTests : IDisposable
{
    private static readonly string[] _special = ["", "'", "a\nb\n", "$HOME `x` \\", "/layers/x/bin", "ü→", "*", "\"\"\"", "\\n", "\t\r"];
    private static readonly string[] _names = ["A", "B_2", "PATH"];

    private static readonly Gen<string> _text = Gen.OneOf(Gen.Char[' ', '~'].Array[0, 12].Select(static chars => new string(chars)), Gen.Int[0, _special.Length - 1].Select(static i => _special[i]));

    private readonly TestDirectory _directory = new();

    [Fact]
    public async Task Write_AnyChanges_DoInTheShellWhatTheyDoByTheRules()
    {
        Bash.Require("bash");
        var change = Gen.Select(Gen.Int[0, _names.Length - 1].Select(static i => _names[i]), Gen.Enum<EnvironmentAction>(), _text, Gen.OneOf(Gen.Const(""), Gen.Const(":"), _text)).Select(static (name, action, value, delimiter) => new EnvironmentChange(name, action, value, delimiter));
        var (script, expected) = (new StringBuilder(), new StringBuilder());
        change.Array[1, 6].Sample(changes =>
        {
            var variables = new Dictionary<string, string> { ["PATH"] = "/bin:/usr/bin" };
            foreach (var one in changes)
                variables[one.Name] = one.Apply(variables.GetValueOrDefault(one.Name));
            script.Append("(unset A B_2; PATH=/bin:/usr/bin\n").Append(EnvironmentScript.Write(changes)).Append("printf '%s|%s|%s\\n' \"$A\" \"$B_2\" \"$PATH\")\n");
            expected.Append($"{variables.GetValueOrDefault("A")}|{variables.GetValueOrDefault("B_2")}|{variables["PATH"]}\n");
        }, iter: 400, threads: 1);

        Assert.Equal(expected.ToString(), await RunAsync(script.ToString()));
    }

    [Fact]
    public async Task Write_MovedPaths_AreTheNewOnes()
    {
        Bash.Require("bash");
        var script = EnvironmentScript.Write(
            [new EnvironmentChange("A", EnvironmentAction.Override, "-I/cache/layers/x/include -L/cache/layers/it's/lib:/build/app")],
            ("/cache/layers", "$HOME/.cnb/layers"), ("/build/app", "$HOME"));

        Assert.Equal("-I/home/a b/.cnb/layers/x/include -L/home/a b/.cnb/layers/it's/lib:/home/a b", await RunAsync($"HOME='/home/a b'\n{script}printf %s \"$A\""));
    }

    [Theory]
    [InlineData("0.10", "A", "1", "A=Override:1")]
    [InlineData("0.4", "A", "1", "A=Prepend:1::")]
    [InlineData("0.10", "A.append", " raw \n", "A=Append: raw \n:")]
    [InlineData("0.10", "A.prepend A.delim", "1 ;", "A=Prepend:1:;")]
    [InlineData("0.10", "A.default", "1", "A=Default:1:")]
    [InlineData("0.10", "A.override", "1", "A=Override:1")]
    [InlineData("0.10", "A.unknown", "1", "")]
    [InlineData("0.10", "A.x.append", "1", "")]
    [InlineData("0.10", "1A", "1", "")]
    public void OfBuild_FilesOfALayer_AreChangesByTheirSuffix(string api, string files, string values, string expected)
    {
        var contents = values.Contains('\n', StringComparison.Ordinal) ? [values] : values.Split(' ');
        foreach (var (file, content) in files.Split(' ').Zip(contents))
            _directory.With($"env/{file}", content);

        var changes = LayerEnvironment.OfBuild(new ConfinedDirectory(_directory.Path), "/layers/x", BuildpackApi.Parse(api)!.Value);

        Assert.Equal(expected.TrimEnd(':'), string.Join(' ', changes.Select(static change => $"{change.Name}={change.Action}:{change.Value}:{change.Delimiter}")).TrimEnd(':'));
    }

    [Fact]
    public void OfLaunch_Layer_HasPathsAndVariablesOfLaunchOnly()
    {
        _directory.WithDirectory("bin").WithDirectory("lib").WithDirectory("include").With("env/A", "1").With("env.build/B", "2").With("env.launch/C", "3").With("env.launch/web/D", "4");
        var layer = new ConfinedDirectory(_directory.Path);

        Assert.Equal(["PATH=/layers/x/bin", "LD_LIBRARY_PATH=/layers/x/lib"], LayerEnvironment.PathsOfLaunch(layer, "/layers/x").Select(static change => $"{change.Name}={change.Value}"));
        Assert.Equal(["A", "C", "D web"], LayerEnvironment.FilesOfLaunch(layer, new BuildpackApi(0, 10)).Select(static change => $"{change.Name} {change.ProcessType}".TrimEnd()));
        Assert.Equal(
            ["PATH", "LD_LIBRARY_PATH", "LIBRARY_PATH", "CPATH", "A", "B"],
            LayerEnvironment.OfBuild(layer, "/layers/x", new BuildpackApi(0, 10)).Select(static change => change.Name));
    }

    [Fact]
    public async Task ExecD_AnyTexts_ArriveInTheEnvironment()
    {
        Bash.Require("bash");
        var number = 0;
        var (script, expected) = (new StringBuilder(ExecD.Functions), new StringBuilder());
        Gen.Select(_text, _text).Sample((a, b) =>
        {
            // A shell variable holds no NUL, and command substitution none at the end of a file.
            _directory.With($"out/{++number}", TomlFiles.Write(new TomlTable { ["A"] = a, ["B_2"] = b }));
            script.Append($"(__cnb_take \"$(cat {_directory.PathOf($"out/{number}")})\" || echo failed {number}; printf '%s|%s\\n' \"$A\" \"$B_2\")\n");
            expected.Append($"{a}|{b}\n");
        }, iter: 300, threads: 1);

        Assert.Equal(expected.ToString(), await RunAsync(script.ToString()));
    }

    [Theory]
    [InlineData("A = \"1\" # note\n\n# more\nB_2='it\\s'", "1|it\\s")]
    [InlineData("\"A\" = \"tab\\there \\\"quoted\\\" \\u00fc\"", "tab\there \"quoted\" ü|")]
    [InlineData("A = \"\"\"\nfirst\nsecond \"\"quoted\"\" end\"\"\"\nB_2 = '''\nraw \\n'''", "first\nsecond \"\"quoted\"\" end|raw \\n")]
    [InlineData("A = \"\"\"one \\\n   two\"\"\"", "one two|")]
    [InlineData("", "|")]
    [InlineData("A = 1", "|failed")]
    [InlineData("A = \"1\" B_2 = \"2\"", "|failed")]
    [InlineData("[table]\nA = \"1\"", "|failed")]
    public async Task ExecD_Toml_IsRead(string toml, string expected)
    {
        Bash.Require("bash");
        _directory.With("out", toml);

        var output = await RunAsync($"{ExecD.Functions}__cnb_take \"$(cat {_directory.PathOf("out")})\" || {{ A=; B_2=failed; }}\nprintf '%s|%s' \"$A\" \"$B_2\"");

        Assert.Equal(expected, output);
    }

    [Theory]
    [InlineData("direct", "printf [%s] a 'b c' $X", "[a][b c][$X]")]
    [InlineData("direct", "X=2", "127")]
    [InlineData("direct", "done", "127")]
    [InlineData("shell", "printf [%s] a 'b c' $X", "[a][b c][1][2]")]
    [InlineData("legacy", "printf [%s] $0 $1 | a 'b c'", "[a][b][c]")]
    [InlineData("words", "printf | [%s] $X \"q\" 'it''s'", "[1 2][q][it's]")]
    public async Task ProcessCommand_OfAnyKind_GetsItsArguments(string kind, string line, string expected)
    {
        Bash.Require("bash");
        var parts = line.Split(" | ");
        // The tests write words as a shell would read them, but for what must stay as it is.
        static string[] Words(string text) => [.. System.Text.RegularExpressions.Regex.Matches(text, "('[^']*'|[^ '])+").Select(static match => match.Value == "\"q\"" ? "q" : match.Value.Replace("''", "\0", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal).Replace('\0', '\''))];
        var process = kind switch
        {
            "direct" => new LaunchProcess("web", [.. Words(line)]) { Direct = true },
            "shell" => new LaunchProcess("web", [line]) { ArgumentsAreWords = true },
            "legacy" => new LaunchProcess("web", [parts[0]]) { Arguments = [.. Words(parts[1])] },
            _ => new LaunchProcess("web", [parts[0]]) { Arguments = [.. Words(parts[1])], ArgumentsAreWords = true },
        };

        _directory.With("line", ProcessCommand.Of(process));
        var output = await RunAsync($"export X='1 2'\nunset A\nbash -c \"$(cat {_directory.PathOf("line")})\" 2>/dev/null || printf %s $?");

        Assert.Equal(expected, output);
    }

    [Fact]
    public async Task ProcessCommand_WithWorkingDirectory_StartsThere()
    {
        Bash.Require("bash");
        var process = new LaunchProcess("web", ["pwd"]) { Direct = true, WorkingDirectory = "/tmp" };

        Assert.Equal("/tmp\n", await RunAsync(ProcessCommand.Of(process)));
        Assert.Equal("", await RunAsync(ProcessCommand.Of(process with { WorkingDirectory = "/none at all" }) + " 2>/dev/null"));
    }

    public void Dispose() => _directory.Dispose();

    private async Task<string> RunAsync(string script)
    {
        _directory.With("script.sh", script);
        var start = new ProcessStartInfo("bash", [_directory.PathOf("script.sh")]) { RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 };
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output;
    }
}
