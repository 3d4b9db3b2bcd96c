namespace Paas;

/// <summary>A one-off dyno that was started.</summary>
/// <param name="Dyno">The dyno, <c>run.NNNN</c>.</param>
/// <param name="Output">
/// Its lines in order, of which the newest million characters are kept until they were read; ends when the dyno ends. Lines go to the
/// log as well. An attached dyno has none: its output goes to the client alone.
/// </param>
/// <param name="ExitCode">
/// Completes with the exit code: 128 + signal when it was killed, 126 when it could not be started, 128 when nobody attached in time (R13).
/// </param>
public sealed record OneOffDyno(Dyno Dyno, IAsyncEnumerable<string> Output, Task<int> ExitCode);
