using System.Collections.Immutable;

namespace Paas.Testing;

/// <summary>Attempts to use more than its share.</summary>
internal static class ResourceAttempts
{
    public static ImmutableArray<EscapeAttempt> All { get; } =
    [
        new("raise-limits", "Raise its limits or its priority",
            """
            ulimit -c unlimited 2>/dev/null && { echo escaped: core dumps; exit; }
            ulimit -n 1000000 2>/dev/null && { echo escaped: 1000000 open files; exit; }
            renice -n -5 $$ >/dev/null 2>&1 && { echo escaped: has a better priority; exit; }
            echo contained: cannot raise them
            """),
        new("fork-bomb", "Start 400 processes; it may have 256",
            """
            perl -e 'my @k; for (1 .. 400) { my $p = fork; if (!defined $p) { print "contained: stopped at $_\n"; kill 9, @k; exit }
              if (!$p) { sleep 60; exit } push @k, $p } print "escaped: started 400\n"; kill 9, @k'
            """),
        new("memory-bomb", "Use 256 MB of memory; it may have 64",
            """
            perl -e 'my @m; for (1 .. 32) { push @m, "x" x (8 << 20) } print "escaped: used 256 MB\n"'
            """) { EndsByMemory = true },
        new("memory-bomb-in-child", "Use 256 MB in a child whose end nobody minds",
            """
            (perl -e 'my @m; for (1 .. 32) { push @m, "x" x (8 << 20) } print "child used 256 MB\n"' ); sleep 5; echo escaped: goes on
            """) { EndsByMemory = true },
        new("fill-tmp", "Fill /tmp with 64 MB; 16 are its own",
            """
            head -c 64M /dev/zero > /tmp/paas-fill-$$ 2>/dev/null; s=$(stat -c %s /tmp/paas-fill-$$); rm -f /tmp/paas-fill-$$
            [ "$s" -ge 67108864 ] && { echo "escaped: wrote $s bytes"; exit; }
            echo "contained: stopped at $s bytes"
            """),
        new("fill-shm", "Fill /dev/shm with 64 MB; 16 are its own",
            """
            head -c 64M /dev/zero > /dev/shm/paas-fill-$$ 2>/dev/null; s=$(stat -c %s /dev/shm/paas-fill-$$ 2>/dev/null || echo 0); rm -f /dev/shm/paas-fill-$$
            [ "$s" -ge 67108864 ] && { echo "escaped: wrote $s bytes"; exit; }
            echo "contained: stopped at $s bytes"
            """),
    ];
}
