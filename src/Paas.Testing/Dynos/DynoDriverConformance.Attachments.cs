using System.Text;
using Xunit;

namespace Paas.Testing;

public abstract partial class DynoDriverConformance
{
    private static readonly TerminalSize Screen = new(100, 30);

    /// <summary>What is typed comes back by the terminal's echo and reaches the program a line at a time.</summary>
    [Fact]
    public async Task Terminal_Input_IsEchoedAndRead()
    {
        var spec = await AttachedAsync("read -r line; echo \"got $line\"; exit 3", Screen);
        await StartAttachedAsync(spec);

        await SendAsync(spec, "hello é\n");
        var exited = await Events.WaitForExitAsync(spec.Id, Cancellation);

        Assert.Equal(3, exited.ExitCode);
        Assert.Equal("hello é\r\ngot hello é\r\n", DataOf(spec));
        Assert.Empty(Events.LinesOf(spec.Id));
    }

    /// <summary>The program has a controlling terminal of the size that was asked for, and TERM as its environment says.</summary>
    [Fact]
    public async Task Terminal_OfDyno_HasSizeAndName()
    {
        var spec = await AttachedAsync("stty size; echo $TERM; [ -t 0 ] && [ -t 1 ] && [ -t 2 ] && stty size < /dev/tty", Screen);
        spec = spec with { Environment = spec.Environment.SetItem("TERM", "xterm-256color") };

        var exited = await RunAsync(spec);

        Assert.Equal("30 100\r\nxterm-256color\r\n30 100\r\n", DataOf(spec));
        Assert.Equal(0, exited.ExitCode);
    }

    /// <summary>A new size is told by SIGWINCH.</summary>
    [Fact]
    public async Task Terminal_Resize_IsSignalled()
    {
        var spec = await AttachedAsync("trap 'stty size; exit 0' WINCH; echo ready; while :; do sleep 0.05; done", Screen);
        await StartAttachedAsync(spec);
        await WaitForDataAsync(spec, "ready");

        await Driver.SendAsync(spec.Id, new DynoResize(new TerminalSize(200, 50)), Cancellation);
        await Events.WaitForExitAsync(spec.Id, Cancellation);

        Assert.EndsWith("50 200\r\n", DataOf(spec), StringComparison.Ordinal);
    }

    /// <summary>Ctrl-C is a byte, which the terminal makes SIGINT of for the program in the foreground.</summary>
    [Fact]
    public async Task Terminal_ControlC_Interrupts()
    {
        var spec = await AttachedAsync("trap 'echo interrupted; exit 130' INT; echo ready; while :; do sleep 0.05; done", Screen);
        await StartAttachedAsync(spec);
        await WaitForDataAsync(spec, "ready");

        await SendAsync(spec, "\u0003");
        var exited = await Events.WaitForExitAsync(spec.Id, Cancellation);

        Assert.Equal(130, exited.ExitCode);
        Assert.Contains("interrupted", DataOf(spec), StringComparison.Ordinal);
    }

    /// <summary>An interactive shell has job control: Ctrl-C ends the program in its foreground, and the shell goes on.</summary>
    [Fact]
    public async Task Terminal_InteractiveShell_HasJobControl()
    {
        var spec = await AttachedAsync("PS1='prompt> ' exec bash --norc --noprofile --noediting -i", Screen);
        await StartAttachedAsync(spec);
        await WaitForDataAsync(spec, "prompt> ");

        // What it prints it prints in the foreground.
        await SendAsync(spec, "sh -c 'echo run$((1+1)); exec sleep 300'\n");
        await WaitForDataAsync(spec, "run2\r\n");
        await SendAsync(spec, "\u0003");
        await SendAsync(spec, "echo after$((1+1)); exit 5\n");
        var exited = await Events.WaitForExitAsync(spec.Id, Cancellation);

        Assert.Equal(5, exited.ExitCode);
        Assert.Contains("after2\r\n", DataOf(spec), StringComparison.Ordinal);
        Assert.DoesNotContain("job control", DataOf(spec), StringComparison.Ordinal);
    }

    /// <summary>Full-screen programs turn off the terminal's own ways and see bytes.</summary>
    [Fact]
    public async Task Terminal_InRawMode_PassesBytes()
    {
        var spec = await AttachedAsync("stty raw -echo; echo ready; head -c 4 | od -An -tx1", Screen);
        await StartAttachedAsync(spec);
        await WaitForDataAsync(spec, "ready");

        await Driver.SendAsync(spec.Id, new DynoInput(new byte[] { 3, 4, 26, 255 }), Cancellation);
        await Events.WaitForExitAsync(spec.Id, Cancellation);

        Assert.EndsWith("03 04 1a ff", DataOf(spec).TrimEnd(), StringComparison.Ordinal);
    }

    /// <summary>The end of the input ends a program that reads to the end.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Attached_EndOfInput_IsRead(bool terminal)
    {
        var spec = await AttachedAsync("cat > /dev/null; echo end; exit 4", terminal ? Screen : null);
        await StartAttachedAsync(spec);

        await SendAsync(spec, "some input\n");
        await Driver.SendAsync(spec.Id, new DynoInput(default), Cancellation);
        var exited = await Events.WaitForExitAsync(spec.Id, Cancellation);

        Assert.Equal(4, exited.ExitCode);
        Assert.EndsWith("end", DataOf(spec).TrimEnd(), StringComparison.Ordinal);
    }

    /// <summary>Without a terminal bytes pass as they are, in both directions, also many.</summary>
    [Fact]
    public async Task Pipes_Bytes_PassUnchanged()
    {
        var input = new byte[3_000_000];
        new Random(1).NextBytes(input);
        var spec = await AttachedAsync("cat", null);
        await StartAttachedAsync(spec);

        for (var i = 0; i < input.Length; i += 100_000)
            await Driver.SendAsync(spec.Id, new DynoInput(input.AsMemory(i, 100_000)), Cancellation);
        await Driver.SendAsync(spec.Id, new DynoInput(default), Cancellation);
        var exited = await Events.WaitForExitAsync(spec.Id, Cancellation);

        Assert.Equal(0, exited.ExitCode);
        Assert.True(input.AsSpan().SequenceEqual(BytesOf(spec)), "The bytes are not the same.");
    }

    /// <summary>A dyno whose output nobody reads waits; nothing is dropped.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Attached_NobodyReads_WaitsAndLosesNothing(bool terminal)
    {
        var spec = await AttachedAsync("exec seq 1 500000", terminal ? Screen : null);
        await Driver.StartAsync(spec, Cancellation);

        await Events.WaitForExitAsync(spec.Id, Cancellation);

        var expected = new StringBuilder();
        for (var i = 1; i <= 500_000; i++)
            expected.Append(i).Append(terminal ? "\r\n" : "\n");
        Assert.Equal(expected.ToString(), DataOf(spec));
        Assert.Equal(0, Dropped(spec.Id));
    }

    /// <summary>Output that is held makes the dyno wait, until it goes on.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Attached_Hold_LetsTheDynoWait(bool terminal)
    {
        var spec = await AttachedAsync("echo ready; read -r _; seq 1 500000; echo end", terminal ? Screen : null);
        await StartAttachedAsync(spec);
        await WaitForDataAsync(spec, "ready");

        await Driver.SendAsync(spec.Id, new DynoHold(true), Cancellation);
        await SendAsync(spec, "go\n");
        // Other dynos go on meanwhile, and the held one does not end: it has written more than any buffer takes.
        await RunAsync(await SpecAsync("sleep 0.3"));
        Assert.DoesNotContain(Events.Of(spec.Id), static dynoEvent => dynoEvent is DynoExited);
        Assert.InRange(BytesOf(spec).Length, 0, 100_000);

        await Driver.SendAsync(spec.Id, new DynoHold(false), Cancellation);
        await Events.WaitForExitAsync(spec.Id, Cancellation);
        Assert.EndsWith("500000\nend\n", DataOf(spec).Replace("\r\n", "\n", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    /// <summary>Exit codes are exact with somebody attached, too.</summary>
    [Theory]
    [InlineData("exit 0", true, 0)]
    [InlineData("exit 77", true, 77)]
    [InlineData("exit 77", false, 77)]
    [InlineData("kill -HUP $$", true, 129)]
    [InlineData("kill -KILL $$", false, 137)]
    [InlineData("no-such-command-at-all", true, 127)]
    public async Task Attached_CommandThatEnds_ReportsItsExitCode(string command, bool terminal, int exitCode)
    {
        var exited = await RunAsync(await AttachedAsync(command, terminal ? Screen : null));

        Assert.Equal(exitCode, exited.ExitCode);
        Assert.Equal(DynoFailure.None, exited.Failure);
    }

    /// <summary>A hang-up ends what does not handle it.</summary>
    [Fact]
    public async Task Attached_HangUp_Ends()
    {
        var spec = await AttachedAsync("echo ready; sleep 300", Screen);
        await StartAttachedAsync(spec);
        await WaitForDataAsync(spec, "ready");

        await Driver.SendAsync(spec.Id, new DynoSignal(1), Cancellation);

        Assert.Equal(129, (await Events.WaitForExitAsync(spec.Id, Cancellation)).ExitCode);
    }

    /// <summary>Input for a dyno that has gone is no error.</summary>
    [Fact]
    public async Task Attached_InputAfterTheEnd_IsNoError()
    {
        var spec = await AttachedAsync("true", null);
        await RunAsync(spec);

        await SendAsync(spec, "too late\n");
        await Driver.SendAsync(spec.Id, new DynoResize(Screen), Cancellation);
    }

    private async Task<DynoSpec> AttachedAsync(string command, TerminalSize? terminal) =>
        await SpecAsync(command) with { Name = "run.1", Type = "run", Attachment = new DynoAttachment(terminal) };

    private async Task StartAttachedAsync(DynoSpec spec)
    {
        _ = Events;
        await Driver.StartAsync(spec, Cancellation);
        await Events.WaitAsync<DynoStarted>(spec.Id, null, Cancellation);
    }

    private Task<DynoData> WaitForDataAsync(DynoSpec spec, string text) =>
        Events.WaitAsync<DynoData>(spec.Id, _ => DataOf(spec).Contains(text, StringComparison.Ordinal), Cancellation);

    private string DataOf(DynoSpec spec) => Encoding.UTF8.GetString(BytesOf(spec));

    private byte[] BytesOf(DynoSpec spec) => [.. Events.Of(spec.Id).OfType<DynoData>().SelectMany(static data => data.Data.ToArray())];
}
