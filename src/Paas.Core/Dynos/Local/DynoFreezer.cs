namespace Paas.Dynos.Local;

/// <summary>Stops all processes of a dyno where they are, and lets them go on.</summary>
internal sealed class DynoFreezer(DynoProcesses processes, DynoPlace place)
{
    // A process that was forking while it was looked for is found by the next look; a stopped one forks no more.
    private const int MostLooks = 50;

    private static readonly int Stop = OperatingSystem.IsMacOS() ? Libc.SignalStopMac : Libc.SignalStop;
    private static readonly int Continue = OperatingSystem.IsMacOS() ? Libc.SignalContinueMac : Libc.SignalContinue;

    public void Freeze()
    {
        if (place.TryFreeze(frozen: true))
            return;
        var stopped = new HashSet<int>();
        for (var i = 0; i < MostLooks; i++)
        {
            processes.Signal(Stop);
            var living = processes.Living();
            if (living.TrueForAll(process => stopped.Contains(process.Pid)))
                return;
            stopped.UnionWith(living.Select(process => process.Pid));
        }
    }

    public void Thaw()
    {
        if (!place.TryFreeze(frozen: false))
            processes.Signal(Continue);
    }
}
