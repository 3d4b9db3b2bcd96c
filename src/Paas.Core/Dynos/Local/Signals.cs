namespace Paas.Dynos.Local;

/// <summary>Signals by number. Source: signal(7), and signal(3) of macOS.</summary>
internal static class Signals
{
    /// <summary>The number on this machine of a signal that has this number on Linux.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no signal.</exception>
    public static int OfThisMachine(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, 64);
        if (!OperatingSystem.IsMacOS())
            return number;
        return number switch
        {
            7 => 10, // SIGBUS
            10 => 30, // SIGUSR1
            12 => 31, // SIGUSR2
            17 => 20, // SIGCHLD
            18 => 19, // SIGCONT
            19 => 17, // SIGSTOP
            20 => 18, // SIGTSTP
            23 => 16, // SIGURG
            29 => 23, // SIGIO
            31 => 12, // SIGSYS
            _ => number,
        };
    }
}
