using System.Diagnostics;
using System.Text;

namespace Paas.Hosting;

/// <summary>A git client at work.</summary>
internal sealed class RunningPush : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _transcript = new();
    private readonly Lock _lock = new();

    public RunningPush(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, data) => Add(data.Data);
        _process.ErrorDataReceived += (_, data) => Add(data.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Transcript
    {
        get
        {
            lock (_lock)
                return _transcript.ToString();
        }
    }

    public async Task<PushResult> WaitAsync()
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromMinutes(3));
        try
        {
            await _process.WaitForExitAsync(bound.Token);
        }
        catch (OperationCanceledException)
        {
            Kill();
            throw new TimeoutException($"The push did not end:\n{Transcript}");
        }

        return new PushResult(_process.ExitCode, Transcript);
    }

    /// <summary>Waits until the client printed something.</summary>
    public Task PrintsAsync(string text) =>
        Eventually.HoldsAsync(
            $"'{text}' in the transcript",
            _ => Task.FromResult(Transcript.Contains(text, StringComparison.Ordinal)),
            () => Task.FromResult(Transcript));

    public void Kill() => _process.Kill(entireProcessTree: true);

    public void Dispose() => _process.Dispose();

    private void Add(string? line)
    {
        lock (_lock)
        {
            if (line is not null)
                _transcript.Append(line.TrimEnd()).Append('\n');
        }
    }
}
