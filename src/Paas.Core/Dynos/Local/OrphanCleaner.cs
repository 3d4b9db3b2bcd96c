using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;

namespace Paas.Dynos.Local;

/// <summary>Ends what a host that crashed left running. A process is known by pid, start time and boot, or by its dyno's marker; never by a bare pid.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class OrphanCleaner(DynoDirectories directories, DynoPlaces places, ProcessTable table, TimeSpan grace, TimeProvider clock, ILogger log)
{
    /// <summary>Ends the dynos and removes their directories.</summary>
    /// <returns>Their last events.</returns>
    public async Task<IReadOnlyList<DynoExited>> RunAsync(IEnumerable<Guid> dynos) =>
        await Task.WhenAll(dynos.Select(dyno => Task.Run(() => EndAsync(dyno))));

    private async Task<DynoExited> EndAsync(Guid dynoId)
    {
        int? exitCode = null;
        if (ProcessRecord.Read(directories.PathOf(dynoId)) is { } record && record.BootId == table.BootId)
        {
            var lives = table.Find(record.Pid) is { } found && found.Start == record.Start;
            var leader = new ProcessEntry(record.Pid, 0, record.Pid, record.Pid, record.Start, Zombie: !lives);
            using var place = places.Adopt(new PlaceContext(dynoId, directories.PathOf(dynoId), table, clock), record.Place);
            if (record.Frozen)
                new DynoFreezer(place.Processes(leader, lives), place).Thaw();
            await EndAsync(dynoId, place.Processes(leader, lives));
            if (record.Supervisor is { } supervisor && supervisor.Lives(table))
                _ = Libc.Kill(supervisor.Pid, Libc.SignalKill);
            exitCode = new SupervisorFiles(directories.PathOf(dynoId)).ReadExitCode();
        }

        directories.Remove(dynoId);
        return new DynoExited(dynoId, exitCode)
        {
            Failure = DynoFailure.Orphaned,
            Reason = "It belonged to an earlier host process, which ended without stopping it.",
        };
    }

    private async Task EndAsync(Guid dynoId, DynoProcesses processes)
    {
        var living = processes.Living();
        if (living.Count == 0)
            return;
        Log.EndingOrphan(log, dynoId, living.Count);
        processes.Signal(Libc.SignalTerminate);
        if (!await processes.WaitAsync(grace) && !await processes.KillAsync())
            Log.CannotKill(log, dynoId, string.Join(", ", processes.Living().Select(process => process.Pid)));
    }
}
