using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Paas.Apps;
using Paas.Dynos;
using Paas.Engine;
using Paas.Logs;

namespace Paas.Schedules;

/// <summary>
/// Starts the dynos of schedules. One timer for all apps, none while there is nothing to do. A time is committed as done, together
/// with the id of its dyno, before that is started: whatever happens afterwards, it is not started again.
/// Source: devcenter.heroku.com/articles/scheduler.
/// </summary>
internal sealed partial class Scheduler : IHostedService, IDisposable
{
    private const string DynoType = "scheduler";
    private const string Actor = "scheduler@addons.heroku.com";

    /// <summary>The clock is looked at this often, since it may jump.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(1);

    private readonly AppDirectory _directory;
    private readonly AppCommits _commits;
    private readonly OneOffs _oneOffs;
    private readonly EngineLog _log;
    private readonly EngineActivity _activity;
    private readonly TimeProvider _time;
    private readonly TimeSpan _exitTimeout;
    private readonly ILogger<Scheduler> _logger;
    private readonly Lock _gate = new();
    private ITimer? _timer;

    public Scheduler(
        AppDirectory directory, AppCommits commits, OneOffs oneOffs, EngineLog log, EngineActivity activity,
        IOptions<EngineOptions> options, TimeProvider time, ILogger<Scheduler> logger)
    {
        (_directory, _commits, _oneOffs, _log, _activity, _time, _logger) = (directory, commits, oneOffs, log, activity, time, logger);
        _exitTimeout = options.Value.ExitTimeout;
        oneOffs.OnEnded = RunEnded;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            _timer = _time.CreateTimer(static scheduler => ((Scheduler)scheduler!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Tick();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    /// <summary>A schedule has changed: its next time may be nearer than that of all others.</summary>
    public void Arm()
    {
        var now = _time.GetUtcNow();
        DateTimeOffset? next = null;
        foreach (var app in _directory.All)
        {
            foreach (var entry in app.Model.Schedules)
            {
                if (ScheduleRules.NextAfter(entry, now) is { } time && (next is null || time < next))
                    next = time;
            }
        }

        // A millisecond late rather than early. What is due and could not be committed is tried again within a minute.
        var wait = next is not { } at ? Timeout.InfiniteTimeSpan : at - now < MaxWait ? at - now + TimeSpan.FromMilliseconds(1) : MaxWait;
        lock (_gate)
            _timer?.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private void Tick()
    {
        var now = _time.GetUtcNow();
        foreach (var app in _directory.All)
        {
            if (app.Model.Schedules.Any(entry => ScheduleRules.Due(entry, now) is not null))
                app.Mailbox.Post(() => RunDueAsync(app));
        }

        Arm();
    }

    private async ValueTask RunDueAsync(AppState app)
    {
        foreach (var entry in app.Model.Schedules)
        {
            if (app.Model.IsEnding)
                return;
            if (ScheduleRules.Due(entry, _time.GetUtcNow()) is not { } due)
                continue;
            try
            {
                await RunAsync(app, entry, due);
            }
            catch (Exception e)
            {
                Log.NotRun(_logger, entry.Document.Id, app.Model.App.Name, e);
            }
        }
    }

    private async ValueTask RunAsync(AppState app, ScheduleEntry entry, DateTimeOffset due)
    {
        var before = app.Model.OneOffs.FirstOrDefault(dyno => dyno.Id == entry.Document.LastDynoId);
        var committed = entry with
        {
            Document = entry.Document with { DoneUntil = due, LastRunAt = due, LastDynoId = Guid.NewGuid() },
            WaitsFor = before?.Id,
        };
        committed = committed with { Version = await _commits.CommitOneAsync(ScheduleChanges.Write(app.Id, committed)) };
        app.Model = app.Model with { Schedules = app.Model.Schedules.Replace(entry, committed) };
        if (before is null)
        {
            StartDyno(app, committed);
            return;
        }

        _log.Heroku(app.Id, before.Name, "Stopping all processes with SIGTERM");
        _oneOffs.Stop(before.Id, _exitTimeout);
    }

    /// <summary>Called inside the app's mailbox when a one-off dyno of it has ended.</summary>
    private void RunEnded(AppState app, Guid dynoId)
    {
        foreach (var entry in app.Model.Schedules)
        {
            if (entry.WaitsFor != dynoId)
                continue;
            var free = entry with { WaitsFor = null };
            app.Model = app.Model with { Schedules = app.Model.Schedules.Replace(entry, free) };
            if (!app.Model.IsEnding && entry.Document.Enabled)
                StartDyno(app, free);
        }
    }

    private void StartDyno(AppState app, ScheduleEntry entry)
    {
        try
        {
            if (app.Model.Current is not { Release.Slug: not null } current)
                throw new PaasException(PaasErrors.InvalidParams, "Nothing was deployed yet.");
            var request = new RunRequest(entry.Document.Command) { Size = entry.Document.Size };
            var (_, waitAsync) = _oneOffs.Start(app, current, DynoType, request, new Transcript(maxCharacters: 1), Actor, entry.Document.LastDynoId);
            _activity.Run(async () =>
            {
                try
                {
                    await waitAsync();
                }
                catch (OperationCanceledException)
                {
                    // Its time was over; the log says so.
                }
            });
        }
        catch (PaasException e)
        {
            _log.Heroku(app.Id, DynoType, FormattableString.Invariant($"`{entry.Document.Command}` was not started at {entry.Document.LastRunAt:yyyy-MM-dd'T'HH:mm}Z: {e.Message}"));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Schedule {Schedule} of app {App} could not be run; it is tried again within an hour.")]
        public static partial void NotRun(ILogger logger, Guid schedule, string app, Exception exception);
    }
}
