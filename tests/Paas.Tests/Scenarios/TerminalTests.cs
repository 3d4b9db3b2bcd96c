using System.Text;
using Paas.Builds;
using Paas.Hosting;

namespace Paas.Scenarios;

/// <summary>One-off dynos of a real app with somebody at them.</summary>
public sealed class TerminalTests
{
    private const string App = "shop";
    private const string CtrlC = "\u0003";

    [Fact]
    public async Task Run_WithAClient_IsATerminalAPipeAndALookInside()
    {
        Bash.Require("node");
        await using var platform = await RealPlatform.StartAsync();
        using var source = new TestDirectory().WithScriptApp("one");
        await platform.DeployAsync(App, source);

        await ShellAsync(platform);
        await PipeAsync(platform);
        await InsideAsync(platform);
        await FloodAsync(platform);
        await HangUpAsync(platform);
    }

    private static async Task ShellAsync(RealPlatform platform)
    {
        var (run, client) = await AttachAsync(platform, new RunRequest("PS1='ready> ' bash --norc --noprofile") { Attach = new DynoAttachment(new TerminalSize(100, 30)) });
        await using var disposing = client;

        // As a person does, each line is typed at the prompt: a shell that is busy has the terminal in another mode.
        await client.SeesAsync("ready> ");
        await client.TypeAsync("stty size\r");
        await client.SeesAsync("30 100");
        await client.SeesAsync("ready> ");
        await client.Connection.ResizeAsync(new TerminalSize(132, 43), TestContext.Current.CancellationToken);
        await client.TypeAsync("stty size\r");
        await client.SeesAsync("43 132");
        await client.SeesAsync("ready> ");

        // What is typed is echoed, so that only what the shell makes of it can be waited for. The job itself says that it has the terminal.
        await client.TypeAsync("sh -c \"echo be''gun; exec sleep 1000\"\r");
        await client.SeesAsync("begun");
        await client.TypeAsync(CtrlC);
        await client.SeesAsync("ready> ");
        await client.TypeAsync("echo alive-$((40 + 2)) in $DYNO\r");
        await client.SeesAsync($"alive-42 in {run.Dyno.Name}");
        await client.SeesAsync("ready> ");
        await client.TypeAsync("exit 42\r");

        Assert.Equal(42, await run.ExitCode.WaitAsync(Eventually.Bound));
        await client.ReadToEndAsync();
        await platform.SeesLineAsync(App, $"heroku[{run.Dyno.Name}]: State changed from up to complete");
    }

    private static async Task PipeAsync(RealPlatform platform)
    {
        var (run, client) = await AttachAsync(platform, new RunRequest("tr a-z A-Z; test -t 0 || echo pipe") { Attach = new DynoAttachment(null) });
        await using var disposing = client;
        await client.TypeAsync("some input");
        await client.Connection.Output.CompleteAsync();

        Assert.Equal("SOME INPUTpipe\n", Encoding.UTF8.GetString(await client.ReadToEndAsync()));
        Assert.Equal(0, await run.ExitCode.WaitAsync(Eventually.Bound));
    }

    private static async Task InsideAsync(RealPlatform platform)
    {
        var (run, client) = await AttachAsync(platform, new RunRequest("ls; exit 3") { Attach = new DynoAttachment(null), Inside = "web.1" });
        await using var disposing = client;

        Assert.Contains("server.js", Encoding.UTF8.GetString(await client.ReadToEndAsync()), StringComparison.Ordinal);
        Assert.Equal(3, await run.ExitCode.WaitAsync(Eventually.Bound));
    }

    /// <summary>A dyno that writes more than anybody buffers, to a client that does not read for a while.</summary>
    private static async Task FloodAsync(RealPlatform platform)
    {
        const int bytes = 8_000_000;
        var (run, client) = await AttachAsync(platform, new RunRequest($"head -c {bytes} /dev/zero | tr '\\0' x; exit 7") { Attach = new DynoAttachment(null) });
        await using var disposing = client;

        // Were it not held back, it would end by itself.
        await platform.SeesLineAsync(App, $"heroku[{run.Dyno.Name}]: State changed from starting to up");
        var all = await client.ReadToEndAsync();

        Assert.Equal((bytes, bytes), (all.Length, all.Count(static b => b == 'x')));
        Assert.Equal(7, await run.ExitCode.WaitAsync(Eventually.Bound));
    }

    private static async Task HangUpAsync(RealPlatform platform)
    {
        var (run, client) = await AttachAsync(platform, new RunRequest("echo here; sleep 1000") { Attach = new DynoAttachment(new TerminalSize(80, 24)) });
        await client.SeesAsync("here");
        await client.DisposeAsync();

        Assert.Equal(129, await run.ExitCode.WaitAsync(Eventually.Bound));
        await platform.SeesLineAsync(App, $"heroku[{run.Dyno.Name}]: Client connection closed. Sending SIGHUP to all processes");
    }

    private static async Task<(OneOffDyno Run, TerminalClient Client)> AttachAsync(RealPlatform platform, RunRequest request)
    {
        var run = await platform.Platform.Dynos.RunAsync(App, request, TestContext.Current.CancellationToken);
        return (run, new TerminalClient(await platform.Platform.Dynos.AttachAsync(App, run.Dyno.Id, TestContext.Current.CancellationToken)));
    }
}
