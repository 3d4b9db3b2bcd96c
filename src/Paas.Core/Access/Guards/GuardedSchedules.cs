namespace Paas.Access.Guards;

internal sealed class GuardedSchedules(ISchedules schedules, AppGuard guard) : ISchedules
{
    public async Task<IReadOnlyList<Schedule>> ListAsync(string app, CancellationToken cancellationToken) =>
        await schedules.ListAsync(await guard.RequireAsync(app, AppAction.View, cancellationToken), cancellationToken);

    public Task<Schedule> AddAsync(string app, ScheduleUpdate schedule, CancellationToken cancellationToken) =>
        guard.ChangeAsync("schedules.add", app, AppAction.Run, null, id => schedules.AddAsync(id, schedule, cancellationToken), cancellationToken);

    public Task<Schedule> UpdateAsync(string app, Guid id, ScheduleUpdate update, CancellationToken cancellationToken) =>
        guard.ChangeAsync("schedules.update", app, AppAction.Run, id.ToString(), appId => schedules.UpdateAsync(appId, id, update, cancellationToken), cancellationToken);

    public Task RemoveAsync(string app, Guid id, CancellationToken cancellationToken) =>
        guard.ChangeAsync("schedules.remove", app, AppAction.Run, id.ToString(), appId => schedules.RemoveAsync(appId, id, cancellationToken), cancellationToken);
}
