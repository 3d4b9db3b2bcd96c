namespace Paas.Dynos.Local;

/// <summary>
/// The supervisor: a shell between the host and a dyno that is to outlive the host. It is the dyno's parent, keeps both ends of
/// the dyno's FIFOs open, so that nothing breaks and nothing is lost while no host reads, and keeps the exit status.
/// </summary>
/// <remarks>
/// <code>
/// host ◄── output ──── dyno (own session)      descriptors of the supervisor: 3 gate, 4 and 7 output,
///      ◄── status ──── supervisor (shell)      5 status, 6 control
///      ─── control ──►
/// </code>
/// The dyno runs in the foreground of the shell: a command in its background would ignore SIGINT for ever (POSIX, "Asynchronous
/// Lists"). A trap, other than an ignored signal, is not inherited.
/// </remarks>
internal static class SupervisorScript
{
    // The process tells its own number and waits for the host, which knows and has recorded it when the app's code begins. When
    // the host dies before, the read meets the end of the pipe.
    private const string Leader = "echo $$ >&5; exec 5>&-; read -r _ <&3 || exit 125; exec 3<&-; exec \"$@\"";

    // In parentheses, so that the shell itself does not say "Terminated" to the dyno's output. Names with a prefix, because config vars are variables of this shell, too. Without a record the host died before it
    // opened the gate: nobody will ever ask for this dyno. The exit code is in a file as well, should somebody kill the supervisor.
    private const string Supervisor =
        """
        __paas_directory=$1 __paas_marker=$2 __paas_setsid=$3; shift 3
        export "$__paas_marker"
        trap : HUP INT QUIT TERM USR1 USR2
        (exec >&4 2>&4 4>&- 6>&- 7>&-; exec "$__paas_setsid" "$0" -c '
        """ + Leader + """
        ' sh "$@")
        code=$?
        exec 3<&- 4>&-
        [ -e "$__paas_directory/process.json" ] || exit
        echo "$code" >"$__paas_directory/exit"
        while echo "exit $code" >&5; do
          read -r word <&6
          [ "$word" = end ] && exit
        done
        """;

    /// <summary>Asks for the status once more, for a host that came later.</summary>
    public static ReadOnlySpan<byte> Again => "again\n"u8;

    /// <summary>Ends the supervisor after its dyno.</summary>
    public static ReadOnlySpan<byte> End => "end\n"u8;

    /// <summary>Arguments of the shell.</summary>
    /// <param name="shell">Its path.</param>
    /// <param name="directory">The dyno's directory.</param>
    /// <param name="marker">Environment entry of the dyno, which the supervisor itself does not show.</param>
    /// <param name="setsid">Path of setsid(1).</param>
    /// <param name="arguments">The dyno's program.</param>
    public static IReadOnlyList<string> Arguments(string shell, string directory, string marker, string setsid, IReadOnlyList<string> arguments) =>
        ["sh", "-c", Supervisor, shell, directory, marker, setsid, .. arguments];
}
