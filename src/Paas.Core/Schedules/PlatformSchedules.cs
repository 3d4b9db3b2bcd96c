using Paas.Apps;
using Paas.Dynos;
using Paas.Engine;

namespace Paas.Schedules;

internal sealed class PlatformSchedules(EngineServices engine, string actor) : ISchedules
{
    private const int MaxSchedules = 100;

    public async Task<IReadOnlyList<Schedule>> ListAsync(string app, CancellationToken cancellationToken)
    {
        var model = (await engine.Apps.FindAsync(app, cancellationToken)).Model;
        return [.. model.Schedules.OrderBy(static entry => entry.Document.CreatedAt).Select(entry => entry.Show(engine.Time.GetUtcNow()))];
    }

    public Task<Schedule> AddAsync(string app, ScheduleUpdate schedule, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        if (schedule.Cron is null || schedule.Command is null)
            throw new PaasException(PaasErrors.InvalidParams, "A schedule needs a time (cron fields) and a command.");
        return engine.InvokeAsync(app, state =>
        {
            if (state.Model.Schedules.Length >= MaxSchedules)
                throw new PaasException(PaasErrors.InvalidParams, $"App {state.Model.App.Name} has {MaxSchedules} schedules, which is the most. Remove one.");
            var now = engine.Time.GetUtcNow();
            var document = new ScheduleDocument { Id = Guid.NewGuid(), Cron = "", Command = "", Enabled = true, CreatedAt = now, DoneUntil = now };
            return CommitAsync(state, null, document, schedule, "Add");
        }, cancellationToken);
    }

    public Task<Schedule> UpdateAsync(string app, Guid id, ScheduleUpdate update, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);
        return engine.InvokeAsync(app, state =>
        {
            var entry = Find(state, id);
            return CommitAsync(state, entry, entry.Document, update, "Update");
        }, cancellationToken);
    }

    public Task RemoveAsync(string app, Guid id, CancellationToken cancellationToken) =>
        engine.InvokeAsync(app, async state =>
        {
            var entry = Find(state, id);
            await engine.Commits.CommitOneAsync(ScheduleChanges.Remove(state.Id, entry));
            state.Model = state.Model with { Schedules = state.Model.Schedules.Remove(entry) };
            engine.EngineLog.Api(state.Id, $"Remove schedule `{entry.Document.Cron}` `{entry.Document.Command}`", actor);
            engine.Scheduler.Arm();
            return true;
        }, cancellationToken);

    private async ValueTask<Schedule> CommitAsync(AppState state, ScheduleEntry? before, ScheduleDocument document, ScheduleUpdate update, string verb)
    {
        var now = engine.Time.GetUtcNow();
        document = document with
        {
            Cron = (update.Cron ?? document.Cron).Trim(),
            Command = update.Command ?? document.Command,
            Size = update.Size ?? document.Size,
            Enabled = update.Enabled ?? document.Enabled,
            DoneUntil = now,
        };
        OneOffRules.CheckCommand(document.Command);
        if (document.Size is not null)
            document = document with { Size = engine.Sizes.Find(document.Size).Name };
        var entry = new ScheduleEntry(document, before?.Version ?? 0, ScheduleRules.Parse(document.Cron, now)) { WaitsFor = before?.WaitsFor };
        entry = entry with { Version = await engine.Commits.CommitOneAsync(ScheduleChanges.Write(state.Id, entry)) };
        state.Model = state.Model with { Schedules = before is null ? state.Model.Schedules.Add(entry) : state.Model.Schedules.Replace(before, entry) };
        engine.EngineLog.Api(state.Id, $"{verb} schedule `{document.Cron}` `{document.Command}`", actor);
        engine.Scheduler.Arm();
        return entry.Show(now);
    }

    private static ScheduleEntry Find(AppState state, Guid id) =>
        state.Model.Schedules.FirstOrDefault(entry => entry.Document.Id == id)
        ?? throw new PaasException(PaasErrors.NotFound, $"App {state.Model.App.Name} has no schedule {id}.");
}
