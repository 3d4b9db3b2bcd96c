using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Paas.Testing;

namespace Paas.Dynos;

public sealed class AttachedTests
{
    private const string R16 = "Error R16 (Detached) -> An attached process is not responding to SIGHUP after its external connection was closed.";
    private static readonly DynoAttachment Terminal = new(new TerminalSize(80, 24));

    [Fact]
    public async Task Attach_FromWaitToExit_CarriesBytesAndLogsAsHeroku()
    {
        await using var paas = await DeployedAsync();
        var run = await paas.Platform.Dynos.RunAsync("shop", new RunRequest("bash") { Attach = Terminal, Environment = ImmutableDictionary<string, string>.Empty.Add("TERM", "xterm") });
        await paas.SettleAsync();
        Assert.DoesNotContain(paas.Driver.Running, static dyno => dyno.Spec.Type == "run");
        Assert.Equal(DynoState.Starting, (await FindAsync(paas, run)).State);

        await using var connection = await paas.Platform.Dynos.AttachAsync("shop", run.Dyno.Id);
        await paas.SettleAsync();
        var dyno = paas.Driver.Find(run.Dyno.Name);
        Assert.Equal((Terminal, "xterm"), (dyno.Spec.Attachment, dyno.Spec.Environment["TERM"]));
        Assert.Equal(DynoState.Up, (await FindAsync(paas, run)).State);
        await connection.Output.WriteAsync("ls\r"u8.ToArray());
        await connection.ResizeAsync(new TerminalSize(132, 43));
        await connection.SignalAsync(2);
        await WhenAsync(() => dyno.Input == "ls\r");
        dyno.Write("\u001b[1mfile\r\n");
        dyno.Exit(42);

        Assert.Equal("\u001b[1mfile\r\n", await ReadAllAsync(connection));
        Assert.Equal(42, await run.ExitCode);
        Assert.Contains(new DynoResize(new TerminalSize(132, 43)), dyno.Received);
        Assert.Contains(new DynoSignal(2), dyno.Received);
        Assert.Empty(await run.Output.ToListAsync());
        await paas.SettleAsync();
        Assert.DoesNotContain(await paas.Platform.Dynos.ListAsync("shop"), found => found.Id == run.Dyno.Id);
        await connection.DisposeAsync();
        Assert.Equal(
            [
                "app[api]: Starting process with command `bash` by user owner@localhost",
                $"heroku[{run.Dyno.Name}]: Awaiting client",
                $"heroku[{run.Dyno.Name}]: Starting process with command `bash`",
                $"heroku[{run.Dyno.Name}]: State changed from starting to up",
                $"heroku[{run.Dyno.Name}]: Process exited with status 42",
                $"heroku[{run.Dyno.Name}]: State changed from up to complete",
            ],
            await LogOfAsync(paas));
    }

    [Fact]
    public async Task Attach_NobodyComes_IsGivenUpAfter30Seconds()
    {
        await using var paas = await DeployedAsync();
        var run = await paas.Platform.Dynos.RunAsync("shop", new RunRequest("bash") { Attach = Terminal });
        await paas.SettleAsync();

        await paas.AdvanceAsync(TimeSpan.FromSeconds(29.9));
        Assert.False(run.ExitCode.IsCompleted);
        await paas.AdvanceAsync(TimeSpan.FromSeconds(0.1));

        Assert.Equal(128, await run.ExitCode);
        Assert.Equal(PaasErrors.NotFound, (await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Dynos.AttachAsync("shop", run.Dyno.Id))).Id);
        Assert.DoesNotContain(await paas.Platform.Dynos.ListAsync("shop"), found => found.Id == run.Dyno.Id);
        Assert.Equal(
            [
                $"heroku[{run.Dyno.Name}]: Awaiting client",
                $"heroku[{run.Dyno.Name}]: Error R13 (Attach error) -> Failed to attach to process",
                $"heroku[{run.Dyno.Name}]: Process exited with status 128",
                $"heroku[{run.Dyno.Name}]: State changed from starting to complete",
            ],
            (await LogOfAsync(paas)).Skip(1));
    }

    [Fact]
    public async Task Disconnect_IgnoredSigHup_IsR16AndLeftRunning()
    {
        await using var paas = await DeployedAsync();
        var (run, dyno, connection) = await AttachAsync(paas);

        await connection.DisposeAsync();
        await paas.SettleAsync();
        for (var seconds = 0; seconds < 60; seconds++)
            await paas.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(3, dyno.Received.Count(static request => request == new DynoSignal(1)));
        Assert.Equal(DynoState.Up, (await FindAsync(paas, run)).State);
        Assert.Equal(
            ["Client connection closed. Sending SIGHUP to all processes", "Client connection closed. Sending SIGHUP to all processes", "Client connection closed. Sending SIGHUP to all processes", R16],
            (await LogOfAsync(paas)).Skip(4).Select(line => line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..]));
        var lines = await paas.Platform.Logs.ReadAsync("shop", new LogQuery { Lines = 4 }).ToListAsync();
        Assert.Equal([0, 5, 10, 15], lines.Select(line => (line.At - lines[0].At).TotalSeconds));

        // What it goes on writing bothers nobody.
        for (var i = 0; i < 64; i++)
            dyno.Write(new byte[16 * 1024]);
        await WhenAsync(() => dyno.Received.OfType<DynoHold>().LastOrDefault() is null or { Held: false });
        dyno.Exit(0);
        Assert.Equal(0, await run.ExitCode);
    }

    [Fact]
    public async Task Disconnect_EndsAtTheFirstSigHup_LogsNoMore()
    {
        await using var paas = await DeployedAsync();
        paas.Driver.OnSend = static (dyno, request) =>
        {
            if (request is DynoSignal { Number: 1 })
                dyno.Exit(129);
        };
        var (run, _, connection) = await AttachAsync(paas);

        await connection.DisposeAsync();
        Assert.Equal(129, await run.ExitCode);
        await paas.SettleAsync();
        await paas.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(
            [
                $"heroku[{run.Dyno.Name}]: Client connection closed. Sending SIGHUP to all processes",
                $"heroku[{run.Dyno.Name}]: Process exited with status 129",
                $"heroku[{run.Dyno.Name}]: State changed from up to complete",
            ],
            (await LogOfAsync(paas)).Skip(4));
    }

    [Fact]
    public async Task Idle_ForAnHour_IsDisconnected()
    {
        await using var paas = await DeployedAsync();
        var (_, dyno, connection) = await AttachAsync(paas);

        await paas.AdvanceAsync(TimeSpan.FromMinutes(40));
        dyno.Write("x");
        Assert.Equal("x", await ReadAsync(connection, 1));
        await paas.AdvanceAsync(TimeSpan.FromMinutes(40));
        await connection.Output.WriteAsync("y"u8.ToArray());
        await WhenAsync(() => dyno.Input == "y");
        await paas.AdvanceAsync(TimeSpan.FromMinutes(59));
        Assert.DoesNotContain(new DynoSignal(1), dyno.Received);
        await paas.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Contains(new DynoSignal(1), dyno.Received);
        Assert.Equal("", await ReadAllAsync(connection));
    }

    [Fact]
    public async Task Input_BeforeTheProcessRuns_ArrivesInOrderAndEnds()
    {
        await using var paas = await DeployedAsync();
        paas.Driver.OnStart = static _ => { };
        var run = await paas.Platform.Dynos.RunAsync("shop", new RunRequest("cat") { Attach = new DynoAttachment(null) });
        await using var connection = await paas.Platform.Dynos.AttachAsync("shop", run.Dyno.Id);
        await connection.Output.WriteAsync("one "u8.ToArray());
        await connection.Output.WriteAsync("two"u8.ToArray());
        await connection.Output.CompleteAsync();
        await paas.SettleAsync();
        var dyno = paas.Driver.Find(run.Dyno.Name);
        Assert.Empty(dyno.Received);

        dyno.Start();
        await WhenAsync(() => dyno.Received.OfType<DynoInput>().Any(static input => input.Data.IsEmpty));
        Assert.Equal("one two", dyno.Input);
        Assert.Equal(PaasErrors.InvalidParams, (await Assert.ThrowsAsync<PaasException>(async () => await connection.ResizeAsync(new TerminalSize(1, 1)))).Id);
        dyno.Write("both");
        dyno.Exit(0);
        Assert.Equal("both", await ReadAllAsync(connection));
    }

    [Fact]
    public async Task Output_OfAFastDynoToASlowClient_IsHeldAndComplete()
    {
        await using var paas = await DeployedAsync();
        var (run, dyno, connection) = await AttachAsync(paas);
        using var held = new ManualResetEventSlim();
        paas.Driver.OnSend = (_, request) =>
        {
            if (request is DynoHold { Held: true })
                held.Set();
        };

        // A driver that writes until it is told to hold: what the engine buffers is bounded.
        var sent = new MemoryStream();
        var random = new Random(1);
        var piece = new byte[8 * 1024];
        while (!held.IsSet && sent.Length < 1024 * 1024)
        {
            random.NextBytes(piece);
            sent.Write(piece);
            dyno.Write(piece.ToArray());
            await paas.SettleAsync();
        }

        Assert.InRange(sent.Length, 64 * 1024, 256 * 1024);
        Assert.Equal(sent.ToArray().AsSpan(0, 100).ToArray(), (await ReadBytesAsync(connection, 100)).ToArray());
        var rest = ReadAllBytesAsync(connection);
        await WhenAsync(() => dyno.Received.OfType<DynoHold>().LastOrDefault() is { Held: false });
        dyno.Exit(0);
        Assert.Equal(sent.ToArray().AsSpan(100).ToArray(), await rest);
        Assert.Equal(0, await run.ExitCode);
    }

    [Fact]
    public async Task Input_OfAFastClientToASlowDyno_Waits()
    {
        await using var paas = await DeployedAsync();
        paas.Driver.OnStart = static _ => { };
        var run = await paas.Platform.Dynos.RunAsync("shop", new RunRequest("sleep 1d") { Attach = Terminal });
        await using var connection = await paas.Platform.Dynos.AttachAsync("shop", run.Dyno.Id);

        var write = connection.Output.WriteAsync(new byte[64 * 1024]);
        Assert.False(write.IsCompleted);
        await paas.SettleAsync();
        paas.Driver.Find(run.Dyno.Name).Start();
        await write;
    }

    [Fact]
    public async Task Attach_TwiceOrElsewhere_IsRefused()
    {
        await using var paas = await DeployedAsync();
        await paas.Platform.Apps.CreateAsync("other");
        var (run, _, _) = await AttachAsync(paas);

        Assert.Equal(PaasErrors.Conflict, (await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Dynos.AttachAsync("shop", run.Dyno.Id))).Id);
        Assert.Equal(PaasErrors.NotFound, (await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Dynos.AttachAsync("other", run.Dyno.Id))).Id);
        Assert.Equal(PaasErrors.NotFound, (await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Dynos.AttachAsync("shop", Guid.NewGuid()))).Id);
        Assert.Equal(PaasErrors.InvalidParams, (await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Dynos.RunAsync("shop", new RunRequest("bash") { Attach = new(new TerminalSize(0, 24)) }))).Id);
    }

    [Fact]
    public async Task Stop_WhileItWaitsForItsClient_EndsIt()
    {
        await using var paas = await DeployedAsync();
        var first = await paas.Platform.Dynos.RunAsync("shop", new RunRequest("bash") { Attach = Terminal });
        await paas.Platform.Dynos.StopAsync("shop", first.Dyno.Name);
        Assert.Equal(128, await first.ExitCode);

        var second = await paas.Platform.Dynos.RunAsync("shop", new RunRequest("bash") { Attach = Terminal });
        await paas.StopAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(128, await second.ExitCode);
    }

    [Fact]
    public async Task Attach_CannotStart_TellsTheClientWhy()
    {
        await using var paas = await DeployedAsync();
        paas.Driver.OnStart = static _ => throw new IOException("The disk is full.");
        var run = await paas.Platform.Dynos.RunAsync("shop", new RunRequest("bash") { Attach = Terminal });
        await using var connection = await paas.Platform.Dynos.AttachAsync("shop", run.Dyno.Id);

        Assert.Contains("The disk is full.", await ReadAllAsync(connection), StringComparison.Ordinal);
        Assert.Equal(126, await run.ExitCode);
        await paas.SettleAsync();
        Assert.Contains($"heroku[{run.Dyno.Name}]: State changed from starting to complete", await paas.LogAsync("shop"), StringComparison.Ordinal);
    }

    private static async Task<TestPaas> DeployedAsync()
    {
        var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop");
        await paas.DeployAsync("shop", "web: serve");
        return paas;
    }

    private static async Task<(OneOffDyno Run, FakeDyno Dyno, IDynoConnection Connection)> AttachAsync(TestPaas paas)
    {
        var run = await paas.Platform.Dynos.RunAsync("shop", new RunRequest("bash") { Attach = Terminal });
        var connection = await paas.Platform.Dynos.AttachAsync("shop", run.Dyno.Id);
        await paas.SettleAsync();
        return (run, paas.Driver.Find(run.Dyno.Name), connection);
    }

    private static async Task<Dyno> FindAsync(TestPaas paas, OneOffDyno run) =>
        (await paas.Platform.Dynos.ListAsync("shop")).Single(dyno => dyno.Id == run.Dyno.Id);

    /// <summary>The log from the one-off on, without times.</summary>
    private static async Task<List<string>> LogOfAsync(TestPaas paas) =>
        [.. (await paas.LogAsync("shop")).Split('\n').SkipWhile(static line => !line.Contains("Starting process with command `bash`", StringComparison.Ordinal)).Select(static line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..])];

    private static async Task<string> ReadAsync(IDynoConnection connection, int count) => Encoding.UTF8.GetString(await ReadBytesAsync(connection, count));

    private static async Task<byte[]> ReadBytesAsync(IDynoConnection connection, int count)
    {
        var read = await connection.Input.ReadAtLeastAsync(count).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        var bytes = read.Buffer.Slice(0, count).ToArray();
        connection.Input.AdvanceTo(read.Buffer.GetPosition(count));
        return bytes;
    }

    private static async Task<string> ReadAllAsync(IDynoConnection connection) => Encoding.UTF8.GetString(await ReadAllBytesAsync(connection));

    private static async Task<byte[]> ReadAllBytesAsync(IDynoConnection connection)
    {
        using var all = new MemoryStream();
        await connection.Input.CopyToAsync(all).WaitAsync(TimeSpan.FromSeconds(30));
        return all.ToArray();
    }

    /// <summary>The pumps of a connection are no work of the engine, whose rest would tell.</summary>
    private static async Task WhenAsync(Func<bool> condition)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(30), "It did not happen within 30 s.");
            await Task.Delay(1);
        }
    }
}
