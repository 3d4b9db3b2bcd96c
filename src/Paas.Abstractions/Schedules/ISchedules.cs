namespace Paas;

/// <summary>
/// What an app runs by the clock, as Heroku Scheduler does. A time starts at most one dyno, also when the platform restarts or its
/// clock jumps. Of the times that passed while the platform was down only the newest is made up for, and only within an hour.
/// A run that still goes on at the next time is ended (SIGTERM) before the next one starts.
/// </summary>
public interface ISchedules
{
    /// <summary>The schedules of an app, oldest first.</summary>
    Task<IReadOnlyList<Schedule>> ListAsync(string app, CancellationToken cancellationToken = default);

    /// <summary>Adds a schedule.</summary>
    /// <param name="app">Name or id.</param>
    /// <param name="schedule">Cron fields and command must be given.</param>
    /// <param name="cancellationToken">Gives up waiting; a change that was already committed stays.</param>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: a value is illegal, the time never comes, or there are 100 already.</exception>
    Task<Schedule> AddAsync(string app, ScheduleUpdate schedule, CancellationToken cancellationToken = default);

    /// <summary>Changes a schedule. Times up to now are over then, whatever the new cron fields say.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>, or <see cref="PaasErrors.InvalidParams"/>: a value is illegal.</exception>
    Task<Schedule> UpdateAsync(string app, Guid id, ScheduleUpdate update, CancellationToken cancellationToken = default);

    /// <summary>Removes a schedule; a run of it goes on.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>.</exception>
    Task RemoveAsync(string app, Guid id, CancellationToken cancellationToken = default);
}
