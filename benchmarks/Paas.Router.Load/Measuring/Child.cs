using System.Diagnostics;
using System.Text;
using Paas.Load.Backend;
using Paas.Load.Servers;

namespace Paas.Load.Measuring;

/// <summary>A server process of the run; disposal ends it with its children.</summary>
internal sealed class Child : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Process _process;
    private readonly StringBuilder _messages = new();

    private Child(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    public int Pid => _process.Id;

    /// <summary>Starts one of our own servers; returns when it serves.</summary>
    public static async Task<Child> StartOwnAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        var child = Start(start);
        if (await child._process.StandardOutput.ReadLineAsync(cancellationToken) == ParentProcess.Ready)
            return child;
        await child.DisposeAsync();
        throw new InvalidOperationException($"{string.Join(' ', start.ArgumentList)} did not start: {child.Messages}");
    }

    public static Child Start(ProcessStartInfo start)
    {
        var child = new Child(start);
        child._process.Start();
        child._process.BeginErrorReadLine();
        return child;
    }

    public string Messages
    {
        get
        {
            lock (_messages)
                return _messages.ToString();
        }
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Sends one of our own processes a line and returns the one that it answers with.</summary>
    public async Task<string> AskAsync(CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync(cancellationToken);
        return await _process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException($"A process has ended: {Messages}");
    }

    public async ValueTask DisposeAsync()
    {
        // A signal, so that nginx ends its worker by itself.
        if (!_process.HasExited)
            _ = Native.Kill(Pid, Native.Terminate);
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        lock (_messages)
            _messages.AppendLine(line);
    }
}
