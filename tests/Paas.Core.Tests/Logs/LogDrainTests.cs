using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Paas.Logs;

public sealed class LogDrainTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Guid _app = Guid.NewGuid();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 23, 22, 5, 6, TimeSpan.Zero));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_Started_DeliversInOrderInBatches()
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var drain = new RecordingDrain { BeforeWrite = (batch, _) => batch == 0 ? written.Task : Task.CompletedTask };
        using var hub = Hub(drain);
        Write(hub, 0, 250);
        await hub.StartAsync(Cancelled);
        Write(hub, 250, 250);
        written.SetResult();
        await hub.StopAsync(Cancelled).WaitAsync(Patience, Cancelled);

        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"{i}"), drain.Lines.Select(line => line.Message));
        Assert.Equal([100, 100, 100, 100, 100], drain.Batches.Select(batch => batch.Count));
    }

    [Fact]
    public async Task Write_DrainIsSlow_DropsTheOldestAndPrependsANoticePerApp()
    {
        var drain = new RecordingDrain();
        using var hub = Hub(drain);
        var other = Guid.NewGuid();
        hub.Write(Line("other", other));
        Write(hub, 0, 499);
        Write(hub, 499, 1024);
        await hub.StartAsync(Cancelled);
        await hub.StopAsync(Cancelled).WaitAsync(Patience, Cancelled);

        var notices = drain.Lines.Take(2).ToDictionary(line => line.AppId);
        Assert.Equal("Error L10 (output buffer overflow): 1 messages dropped since 2026-11-23T22:05:06+00:00.", notices[other].Message);
        Assert.Equal("Error L10 (output buffer overflow): 499 messages dropped since 2026-11-23T22:05:06+00:00.", notices[_app].Message);
        Assert.Equal(("heroku", "logplex"), (notices[_app].Source, notices[_app].Process));
        Assert.Equal(Enumerable.Range(499, 1024).Select(i => $"{i}"), drain.Lines.Skip(2).Select(line => line.Message));
    }

    [Fact]
    public async Task Write_ManyWritersAndADrainThatBlocks_SentIsKeptPlusDropped()
    {
        const int Writers = 4;
        const int Each = 10_000;
        // More is written during the first batch than the buffer holds, and some more while batches go out.
        var halfway = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var drain = new RecordingDrain { BeforeWrite = (batch, token) => batch == 0 ? halfway.Task.WaitAsync(Patience, token) : Task.Run(static () => { }, token) };
        using var hub = Hub(drain);
        await hub.StartAsync(Cancelled);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(
            () =>
            {
                for (var i = 0; i < Each; i++)
                {
                    hub.Write(Line($"{writer} {i}"));
                    if (i == Each / 2)
                        halfway.TrySetResult();
                }
            },
            Cancelled)));
        await hub.StopAsync(Cancelled).WaitAsync(Patience, Cancelled);

        var kept = drain.Lines.Count(line => line.Process == "web.1");
        var dropped = drain.Lines.Sum(line => LogHubTests.DroppedIn(line.Message));
        Assert.Equal(Writers * Each, kept + dropped);
        Assert.True(dropped > 0, "Nothing was dropped, so nothing was tested.");
        Assert.Equal(kept, drain.Lines.Where(line => line.Process == "web.1").Select(line => line.Message).Distinct().Count());
    }

    [Fact]
    public async Task Write_DrainThrows_GivesTheBatchUpAndGoesOn()
    {
        var logger = new RecordingLogger();
        var failing = new RecordingDrain { BeforeWrite = (batch, _) => batch == 0 ? throw new InvalidOperationException("refused") : Task.CompletedTask };
        var working = new RecordingDrain { Name = "working" };
        using var hub = new LogHub([failing, working], _clock, logger);
        Write(hub, 0, 150);
        await hub.StartAsync(Cancelled);
        await hub.StopAsync(Cancelled).WaitAsync(Patience, Cancelled);

        Assert.Equal(Enumerable.Range(100, 50).Select(i => $"{i}"), failing.Lines.Select(line => line.Message));
        Assert.Equal(150, working.Lines.Count);
        Assert.Equal("Warning: The log drain recording failed; a batch of 100 lines was given up.", Assert.Single(logger.Messages));
    }

    [Fact]
    public async Task Stop_DrainHangs_EndsWhenTheHostsPatienceDoes()
    {
        using var patience = new CancellationTokenSource();
        var entered = new TaskCompletionSource();
        var drain = new RecordingDrain
        {
            BeforeWrite = async (_, token) =>
            {
                entered.TrySetResult();
                await Task.Delay(Timeout.Infinite, token);
            },
        };
        using var hub = Hub(drain);
        await hub.StartAsync(Cancelled);
        Write(hub, 0, 1);
        await entered.Task.WaitAsync(Patience, Cancelled);
        var stopping = hub.StopAsync(patience.Token);
        Assert.False(stopping.IsCompleted);
        await patience.CancelAsync();

        await stopping.WaitAsync(Patience, Cancelled);
    }

    [Fact]
    public void Constructor_TwoDrainsOfOneName_Throws() =>
        Assert.Contains("'recording'", Assert.Throws<InvalidOperationException>(() => Hub(new RecordingDrain(), new RecordingDrain())).Message, StringComparison.Ordinal);

    private LogHub Hub(params ILogDrain[] drains) => new(drains, _clock, NullLogger<LogHub>.Instance);

    private LogLine Line(string message, Guid? app = null) => new(app ?? _app, _clock.GetUtcNow(), "app", "web.1", message);

    private void Write(LogHub hub, int first, int count)
    {
        for (var i = first; i < first + count; i++)
            hub.Write(Line($"{i}"));
    }

    private sealed class RecordingDrain : ILogDrain
    {
        private int _calls;

        public string Name { get; init; } = "recording";

        public Func<int, CancellationToken, Task> BeforeWrite { get; init; } = static (_, _) => Task.CompletedTask;

        public List<IReadOnlyList<LogLine>> Batches { get; } = [];

        public IReadOnlyList<LogLine> Lines => [.. Batches.SelectMany(batch => batch)];

        public async ValueTask WriteAsync(IReadOnlyList<LogLine> batch, CancellationToken cancellationToken)
        {
            await BeforeWrite(_calls++, cancellationToken);
            Batches.Add(batch);
        }
    }

    private sealed class RecordingLogger : ILogger<LogHub>
    {
        public List<string> Messages { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Messages)
                Messages.Add($"{logLevel}: {formatter(state, exception)}");
        }
    }
}
