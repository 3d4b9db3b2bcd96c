namespace Paas.Access.Guards;

internal sealed class GuardedSchedules(ISchedules schedules, AppGuard guard) : ISchedules
{
    public async Task<IReadOnlyList<Schedule>> ListAsync(string app, CancellationToken cancellationToken) =>
        await schedules.ListAsync(await guard.RequireAsync(app, AppAction.View, cancellationToken), cancellationToken);

    public async Task<Schedule> AddAsync(string app, ScheduleUpdate schedule, CancellationToken cancellationToken) =>
        await schedules.AddAsync(await guard.RequireAsync(app, AppAction.Run, cancellationToken), schedule, cancellationToken);

    public async Task<Schedule> UpdateAsync(string app, Guid id, ScheduleUpdate update, CancellationToken cancellationToken) =>
        await schedules.UpdateAsync(await guard.RequireAsync(app, AppAction.Run, cancellationToken), id, update, cancellationToken);

    public async Task RemoveAsync(string app, Guid id, CancellationToken cancellationToken) =>
        await schedules.RemoveAsync(await guard.RequireAsync(app, AppAction.Run, cancellationToken), id, cancellationToken);
}
