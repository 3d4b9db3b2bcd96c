using Microsoft.Extensions.Logging;

namespace Paas.Logs;

/// <summary>Carries lines to one drain, one batch at a time.</summary>
internal sealed class LogDrainPump : IDisposable
{
    /// <summary>Most lines of a batch; notices of dropped lines come on top.</summary>
    public const int BatchSize = 100;

    private readonly ILogDrain _drain;
    private readonly ILogger _logger;
    private readonly LogBuffer _buffer;
    private readonly CancellationTokenSource _abort = new();
    private readonly CancellationToken _aborted;
    private Task _running = Task.CompletedTask;

    public LogDrainPump(ILogDrain drain, TimeProvider timeProvider, ILogger logger)
    {
        _drain = drain;
        _logger = logger;
        _buffer = LogBuffer.ForDrain(timeProvider);
        _aborted = _abort.Token;
    }

    public void Write(LogLine line) => _buffer.Write(line);

    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>Delivers what is buffered, for as long as <paramref name="cancellationToken"/> allows.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _buffer.Complete();
        await using var registration = cancellationToken.Register(_abort.Cancel);
        try
        {
            await _running.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Log.DrainStoppedEarly(_logger, _drain.Name);
        }
    }

    public void Dispose() => _abort.Dispose();

    private async Task RunAsync()
    {
        while (await _buffer.WaitAsync(_aborted))
            await DeliverAsync(_buffer.Read(BatchSize));
        if (_buffer.Read(0) is { Count: > 0 } notices)
            await DeliverAsync(notices);
    }

    private async Task DeliverAsync(IReadOnlyList<LogLine> batch)
    {
        try
        {
            await _drain.WriteAsync(batch, _aborted);
        }
        catch (Exception exception) when (!_aborted.IsCancellationRequested)
        {
            Log.BatchGivenUp(_logger, _drain.Name, batch.Count, exception);
        }
    }
}
