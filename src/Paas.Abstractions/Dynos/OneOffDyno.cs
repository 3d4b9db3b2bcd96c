namespace Paas;

/// <summary>A one-off dyno that was started.</summary>
/// <param name="Dyno">The dyno, <c>run.NNNN</c>.</param>
/// <param name="Output">Its lines in order, to be read once; ends when the dyno ends. Lines go to the log as well.</param>
/// <param name="ExitCode">Completes with the exit code, 128 + signal when it was killed.</param>
public sealed record OneOffDyno(Dyno Dyno, IAsyncEnumerable<string> Output, Task<int> ExitCode);
