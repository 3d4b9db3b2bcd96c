using System.Globalization;
using Paas.Formations;

namespace Paas.Dynos;

/// <summary>Says why a dyno is not up, so that its developer can act: what it should have done, what it did, its last lines.</summary>
internal static class DynoExplanation
{
    public static string R10(BootFailure failure, TimeSpan timeout) => string.Create(
        CultureInfo.InvariantCulture,
        $"Error R10 (Boot timeout) -> {(failure == BootFailure.Unhealthy ? "Process failed its health check for" : "Web process failed to bind to $PORT within")} {timeout.TotalSeconds:0} seconds of launch");

    public static string OfWrongPort(DynoInstance dyno) =>
        $"It listens on {string.Join(", ", dyno.OtherEndpoints)}, but requests come to port {Port(dyno)}: bind 0.0.0.0:$PORT (PORT={Port(dyno)}) instead.";

    public static string OfBootFailure(DynoInstance dyno, BootFailure failure, TimeSpan timeout, EngineOptions options) => failure switch
    {
        BootFailure.WrongPort => string.Create(CultureInfo.InvariantCulture, $"{OfWrongPort(dyno)} Given up after {options.WrongPortGrace.TotalSeconds:0} seconds."),
        BootFailure.Unreachable => $"It listens on port {Port(dyno)}, but the router cannot reach it: {dyno.Reason ?? "no answer"}. Bind 0.0.0.0:$PORT.",
        BootFailure.Unhealthy => dyno.Reason ?? "Its health check did not pass.",
        _ => string.Create(CultureInfo.InvariantCulture, $"It listened on no port for {timeout.TotalSeconds:0} seconds: a web process must bind 0.0.0.0:$PORT (PORT={Port(dyno)})."),
    };

    public static string OfExit(DynoInstance dyno, DynoExited exited)
    {
        if (dyno.Phase == DynoPhase.Failing && dyno.Reason is { } failure)
            return failure;
        if (exited.Reason is { } reason)
            return reason;

        var before = dyno.Phase == DynoPhase.Up ? "while it was up" : dyno.IsWeb ? "before it bound $PORT" : "while it was starting";
        return exited.ExitCode == 0
            ? $"'{dyno.Command}' ended with status 0 {before}: a process of the formation must keep running."
            : string.Create(CultureInfo.InvariantCulture, $"'{dyno.Command}' ended with status {exited.ExitCode} {before}{Hint(exited.ExitCode)}.");
    }

    /// <summary>Why a crashed dyno is not started at once, and how to have that; null when it is.</summary>
    public static string? OfBackoff(int crashes, DateTimeOffset now, EngineOptions options)
    {
        var delay = CrashBackoff.Delay(crashes, options);
        return delay == TimeSpan.Zero
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"It crashed {crashes} times in a row; it starts again at {now + delay:yyyy-MM-dd'T'HH:mm:ss}Z. A restart or a new release starts it at once.");
    }

    public static string WithLastLines(string reason, IReadOnlyList<string> lines) =>
        lines.Count == 0 ? $"{reason} It printed nothing." : $"{reason} Its last lines:\n{string.Join('\n', lines)}";

    private static string Port(DynoInstance dyno) => dyno.Address?.Port.ToString(CultureInfo.InvariantCulture) ?? "$PORT";

    private static string Hint(int? exitCode) => exitCode switch
    {
        126 => " (the command is not executable)",
        127 => " (command not found)",
        137 => " (killed by SIGKILL)",
        139 => " (segmentation fault)",
        143 => " (ended by SIGTERM)",
        _ => "",
    };
}
