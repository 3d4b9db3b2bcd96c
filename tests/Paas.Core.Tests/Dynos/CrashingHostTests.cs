#pragma warning disable CA1416 // The driver is for Linux and macOS.
using System.Diagnostics;
using Paas.Testing;

namespace Paas.Dynos.Local;

/// <summary>A host in a process of its own, to be killed: this test program again, told to run one explicit test.</summary>
public sealed class CrashingHostTests
{
    private const string RootVariable = "PAAS_TEST_CRASHING_HOST_ROOT";
    private const string CommandVariable = "PAAS_TEST_CRASHING_HOST_COMMAND";
    private const string Mark = "dyno ";

    /// <summary>Starts a host that runs one dyno, and returns when the dyno wrote <c>ready</c>.</summary>
    internal static async Task<(Process Host, Guid Dyno)> StartAsync(string root, string command, CancellationToken cancellationToken)
    {
        var program = Environment.ProcessPath!;
        List<string> arguments = ["-explicit", "only", "-method", $"{typeof(CrashingHostTests).FullName}.{nameof(Run_AsHost_UntilKilled)}"];
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            arguments.Insert(0, typeof(CrashingHostTests).Assembly.Location);
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        start.Environment[RootVariable] = root;
        start.Environment[CommandVariable] = command;
        var host = Process.Start(start)!;
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(DynoEventLog.Bound);
        var output = new List<string>();
        while (await host.StandardOutput.ReadLineAsync(bound.Token) is { } line)
        {
            output.Add(line);
            if (line.StartsWith(Mark, StringComparison.Ordinal))
                return (host, Guid.Parse(line.AsSpan(Mark.Length)));
        }

        throw new InvalidOperationException($"The host did not start: {string.Join('\n', output)}");
    }

    [Fact(Explicit = true)]
    public async Task Run_AsHost_UntilKilled()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var root = Environment.GetEnvironmentVariable(RootVariable) ?? throw new InvalidOperationException("OrphanTests run this.");
        var driver = LocalProcessDriverTests.Create(new InMemorySlugStore(), new LocalProcessOptions { RootDirectory = root });
        await using var events = new DynoEventLog(driver);
        var spec = new DynoSpec
        {
            Id = Guid.NewGuid(),
            AppId = Guid.NewGuid(),
            Name = "web.1",
            Type = "web",
            Command = Environment.GetEnvironmentVariable(CommandVariable)!,
            Directory = Path.GetTempPath(),
        };
        await driver.StartAsync(spec, cancellation);
        await events.WaitForLineAsync(spec.Id, "ready", cancellation);
        await Console.Out.WriteLineAsync($"{Mark}{spec.Id}");
        await Console.Out.FlushAsync(cancellation);
        await Task.Delay(DynoEventLog.Bound, TimeProvider.System, cancellation);
    }
}
