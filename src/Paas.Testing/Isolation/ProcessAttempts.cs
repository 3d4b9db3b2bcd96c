using System.Collections.Immutable;

namespace Paas.Testing;

/// <summary>Attempts on processes of others.</summary>
internal static class ProcessAttempts
{
    public static ImmutableArray<EscapeAttempt> All { get; } =
    [
        new("see-processes", "See the processes of another dyno or of the host",
            """
            for p in /proc/[0-9]*; do
              tr '\0' ' ' < $p/cmdline 2>/dev/null | grep -q "$VICTIM_SLEEP\|$HOST_PROGRAM" && { echo "escaped: saw $p"; exit; }
            done
            echo contained: saw $(ls -d /proc/[0-9]* | wc -l) processes
            """),
        new("signal-processes", "Signal the processes of another dyno or of the host",
            """
            for p in /proc/[0-9]*; do
              tr '\0' ' ' < $p/cmdline 2>/dev/null | grep -q "$VICTIM_SLEEP\|$HOST_PROGRAM" && kill -0 ${p#/proc/} 2>/dev/null && { echo "escaped: may signal $p"; exit; }
            done
            kill -0 $HOST_PID 2>/dev/null && { echo "escaped: may signal the host"; exit; }
            echo contained: none to signal
            """),
        new("ptrace", "Attach to another process as a debugger",
            """
            perl -e 'my ($m) = `uname -m`; my $n = $m =~ /aarch64/ ? 117 : 101;
              for (glob "/proc/[0-9]*") { m{(\d+)$}; my $p = $1; next if $p == $$;
                open(F, "<", "/proc/$p/cmdline") or next; local $/; my $c = <F> // ""; next unless $c =~ /\Q$ENV{VICTIM_SLEEP}\E/ || $p == 1 && $ENV{ISOLATED};
                if (syscall($n, 0x4206, $p, 0, 0) == 0) { syscall($n, 17, $p, 0, 0); print "escaped: attached to $p\n"; exit } }
              print "contained: nothing to attach to\n"'
            """),
        new("stop-init", "Stop or kill the dyno's first process, which takes in orphans",
            """
            kill -STOP 1 2>/dev/null && kill -KILL 1 2>/dev/null && (sleep 0.1; grep -q '^State:.*stopped' /proc/1/status) && { echo escaped: stopped it; exit; }
            echo contained: it goes on
            """) { Dangerous = true },
        // The scene looks for what is left.
        new("leftovers", "Leave daemons behind that detached themselves",
            """
            setsid sh -c "trap '' TERM HUP; sleep $LEFTOVER" >/dev/null 2>&1 </dev/null &
            perl -e 'use POSIX; unless (fork) { POSIX::setsid(); unless (fork) { %ENV = (); $SIG{TERM} = "IGNORE"; close STDOUT; close STDERR; exec "sleep", $ARGV[0] } POSIX::_exit(0) } wait' "$LEFTOVER"
            echo contained: left behind
            """),
        new("terminal-input", "Push input into the terminal that its caller sits at (TIOCSTI)",
            """
            perl -e 'my $t; open($t, "+<", "/dev/tty") or do { print "contained: no terminal\n"; exit }; my $c = "x";
              print ioctl($t, 0x5412, $c) ? "escaped: pushed input\n" : "contained: $!\n"'
            """),
        new("setuid", "Become root by su, sudo or any set-user-ID program",
            """
            [ "$(id -u)" = 0 ] && { echo escaped: is root already; exit; }
            for c in 'su root -c' 'sudo -n sh -c' 'pkexec sh -c'; do
              [ "$(timeout 5 $c 'id -u' 2>/dev/null </dev/null)" = 0 ] && { echo "escaped: by $c"; exit; }
            done
            cp "$(command -v perl)" "$HOME/p" && chmod 6755 "$HOME/p" && [ "$("$HOME/p" -e 'print $>')" = 0 ] && { echo escaped: by a program of its own; exit; }
            grep -q '^NoNewPrivs:.*1' /proc/self/status || { echo escaped: new privileges are allowed; exit; }
            echo contained: stays user $(id -u)
            """),
        new("capabilities", "Hold or gain a capability",
            """
            grep -E '^Cap(Eff|Prm|Inh|Bnd|Amb):' /proc/self/status | grep -qv '0000000000000000$' && { echo "escaped: has $(grep ^CapBnd /proc/self/status | cut -f2)"; exit; }
            echo contained: has none
            """),
    ];
}
