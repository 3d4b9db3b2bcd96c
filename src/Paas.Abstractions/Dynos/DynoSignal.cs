namespace Paas;

/// <summary>Sends a signal to every process of a dyno.</summary>
/// <param name="Number">Number of the signal as on Linux x86-64: 1 for SIGHUP, 2 for SIGINT, 10 for SIGUSR1.</param>
public sealed record DynoSignal(int Number) : DynoRequest;
