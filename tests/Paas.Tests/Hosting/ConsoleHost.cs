using System.Diagnostics;
using System.Text;
using Paas.Builds;

namespace Paas.Hosting;

/// <summary>The sample console host as a program.</summary>
internal sealed class ConsoleHost : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Lock _lock = new();

    private ConsoleHost(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, data) => Add(data.Data);
        _process.ErrorDataReceived += (_, data) => Add(data.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output
    {
        get
        {
            lock (_lock)
                return _output.ToString();
        }
    }

    public static ConsoleHost Start(TestDirectory data, params string[] more)
    {
        var start = new ProcessStartInfo(Repository.ProgramOf("ConsoleHost"), ["--data", data.PathOf("data"), "--port", "0", "--git-port", "0", .. more])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = data.Path;
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        return new ConsoleHost(start);
    }

    /// <summary>Waits for the program's end and returns its exit code.</summary>
    public async Task<int> WaitAsync()
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromMinutes(3));
        try
        {
            await _process.WaitForExitAsync(bound.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The console host did not end:\n{Output}");
        }
    }

    public Task PrintsAsync(string text) =>
        Eventually.HoldsAsync($"'{text}'", _ => Task.FromResult(Output.Contains(text, StringComparison.Ordinal)), () => Task.FromResult(Output));

    /// <summary>Ends it as a crash would: its dynos run on.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private void Add(string? line)
    {
        lock (_lock)
        {
            if (line is not null)
                _output.Append(line).Append('\n');
        }
    }
}
