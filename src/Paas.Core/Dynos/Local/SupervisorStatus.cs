using System.Globalization;
using System.IO.Pipes;
using System.Text;

namespace Paas.Dynos.Local;

/// <summary>
/// What a supervisor tells: the number of the process that it started, then its exit code. The end of the stream is the end of
/// the supervisor: nobody else holds the other end, so no process number has to be trusted.
/// </summary>
internal sealed class SupervisorStatus(PipeStream pipe) : IDisposable
{
    private const string ExitPrefix = "exit ";
    private readonly TaskCompletionSource<int> _leader = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Number of the main process; 0 when the supervisor ended without one.</summary>
    public Task<int> Leader => _leader.Task;

    /// <summary>Completes when the main process ended, or the supervisor did.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Its exit code; null when the supervisor ended without one.</summary>
    public int? ExitCode { get; private set; }

    public async Task ReadAsync()
    {
        var buffer = new byte[256];
        var line = new StringBuilder();
        try
        {
            int count;
            while ((count = await pipe.ReadAsync(buffer, CancellationToken.None)) > 0)
            {
                foreach (var character in buffer.AsSpan(0, count))
                {
                    if (character == '\n')
                    {
                        Take(line.ToString());
                        line.Clear();
                    }
                    else
                    {
                        line.Append((char)character);
                    }
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The host let go of the dyno.
        }

        _leader.TrySetResult(0);
        _ended.TrySetResult();
    }

    public void Dispose() => pipe.Dispose();

    private void Take(string line)
    {
        if (!line.StartsWith(ExitPrefix, StringComparison.Ordinal))
        {
            _leader.TrySetResult(int.Parse(line, NumberStyles.None, CultureInfo.InvariantCulture));
            return;
        }

        ExitCode = int.Parse(line.AsSpan(ExitPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture);
        _ended.TrySetResult();
    }
}
