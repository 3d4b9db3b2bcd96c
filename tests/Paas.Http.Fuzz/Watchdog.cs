namespace Paas.Fuzzing;

/// <summary>Ends the program when one round takes too long: a hang is a finding.</summary>
internal sealed class Watchdog : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private readonly Timer _timer;
    private long _seen = -1;

    public Watchdog(Func<long> rounds, int seed) => _timer = new Timer(
        _ =>
        {
            var now = rounds();
            if (now == _seen)
            {
                Console.WriteLine($"FINDING seed {seed}, round {now}: it hangs for over a minute.");
                Environment.Exit(2);
            }
            _seen = now;
        },
        null, Period, Period);

    public void Dispose() => _timer.Dispose();
}
