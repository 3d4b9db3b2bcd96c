using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using Xunit;

namespace Paas.Testing;

public abstract partial class DynoDriverConformance
{
    // What a dyno may have of its own under a name that the host has too.
    private static readonly HashSet<string> OwnNames = ["HOME", "PATH", "PWD", "OLDPWD", "SHLVL", "_", "LANG", "DYNO", "PORT", "HOSTNAME", "PAAS_DYNO_ID", "PAAS_MEMORY_MB"];

    /// <summary>Config vars arrive as they are; the platform's own variables are set; nothing is the host's.</summary>
    [Fact]
    public async Task Environment_OfDyno_IsSpecAndPlatformOnly()
    {
        var spec = await SpecAsync("env -0 | tr '\\0\\n' '\\n|'; pwd") with
        {
            Name = "web.1",
            NeedsPort = true,
            Environment = ImmutableSortedDictionary<string, string>.Empty
                .Add("GREETING", "hello  $HOME 'world' \"é\"")
                .Add("EMPTY", "")
                .Add("LINES", "a\nb"),
        };

        Assert.Equal(0, (await RunAsync(spec)).ExitCode);

        var lines = Events.LinesOf(spec.Id);
        var environment = lines.SkipLast(1).Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        Assert.Equal("hello  $HOME 'world' \"é\"", environment["GREETING"]);
        Assert.Equal("", environment["EMPTY"]);
        Assert.Equal("a|b", environment["LINES"]);
        Assert.Equal("web.1", environment["DYNO"]);
        Assert.Equal(lines[^1], environment["HOME"]);
        Assert.InRange(int.Parse(environment["PORT"], CultureInfo.InvariantCulture), 1, 65535);
        var hosts = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => (string)entry.Key);
        Assert.Empty(hosts.Where(name => !OwnNames.Contains(name) && !spec.Environment.ContainsKey(name) && environment.ContainsKey(name)));
    }

    /// <summary>Config vars cannot take the platform's names.</summary>
    [Fact]
    public async Task Environment_ConfigVarsOfPlatformNames_DoNotWin()
    {
        var spec = await SpecAsync("echo $PORT; echo $DYNO; echo $HOME; pwd") with
        {
            NeedsPort = true,
            Environment = ImmutableSortedDictionary<string, string>.Empty.Add("PORT", "1").Add("DYNO", "mine").Add("HOME", "/nowhere"),
        };

        await RunAsync(spec);

        var lines = Events.LinesOf(spec.Id);
        Assert.NotEqual("1", lines[0]);
        Assert.Equal("worker.1", lines[1]);
        Assert.Equal(lines[3], lines[2]);
    }

    /// <summary><c>.profile.d/*.sh</c> by name, then <c>.profile</c>, then the command, which sees what they export.</summary>
    [Fact]
    public async Task Profile_Scripts_AreSourcedInOrder()
    {
        var spec = await SpecAsync(
            "echo $ORDER",
            (".profile.d/b.sh", "export ORDER=\"$ORDER b\"\n"),
            (".profile.d/a.sh", "export ORDER=\"$START a\"\nset -- other arguments\n"),
            (".profile.d/c.txt", "export ORDER=wrong\n"),
            (".profile", "export ORDER=\"$ORDER profile\"\n")) with
        {
            Environment = ImmutableSortedDictionary<string, string>.Empty.Add("START", "config"),
        };

        await RunAsync(spec);

        Assert.Equal(["config a b profile"], Events.LinesOf(spec.Id));
    }

    /// <summary>No terminal, no input: reading standard input ends at once.</summary>
    [Fact]
    public async Task StandardInput_OfDyno_IsEmpty()
    {
        var spec = await SpecAsync("cat; echo end");

        await RunAsync(spec);

        Assert.Equal(["end"], Events.LinesOf(spec.Id));
    }

    /// <summary>The command may use everything a shell line can.</summary>
    [Fact]
    public async Task Command_ShellLine_IsRunByShell()
    {
        var spec = await SpecAsync("A='x y' && echo \"$A\" | tr x z; for i in 1 2; do echo $i; done");

        await RunAsync(spec);

        Assert.Equal(["z y", "1", "2"], Events.LinesOf(spec.Id));
    }
}
