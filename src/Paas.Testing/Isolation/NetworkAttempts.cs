using System.Collections.Immutable;

namespace Paas.Testing;

/// <summary>Attempts on the network.</summary>
internal static class NetworkAttempts
{
    private const string Connect =
        "connects() { perl -MIO::Socket::INET -e 'exit(IO::Socket::INET->new(PeerAddr => $ARGV[0], PeerPort => $ARGV[1], Timeout => 1) ? 0 : 1)' \"$1\" \"$2\"; }\n"
        // The other address of a network of four is the host's.
        + "gateways=$(perl -e 'for (split /\\n/, `ip -4 -o addr 2>/dev/null || hostname -I`) { while (/(\\d+\\.\\d+\\.\\d+)\\.(\\d+)/g) { print \"$1.\", $2 - 1, \" $1.1 \" if \"$1.$2\" !~ /^127|\\.255$|\\.0$/ } }' | tr ' ' '\\n' | sort -u)\n";

    public static ImmutableArray<EscapeAttempt> All { get; } =
    [
        new("raw-socket", "Open a raw or packet socket",
            """
            perl -e 'print socket(my $r, 2, 3, 1) ? "escaped: raw\n" : socket(my $p, 17, 3, 0x0300) ? "escaped: packet\n" : "contained: $!\n"'
            """),
        new("neighbour-port", "Connect to another app's dyno past the router",
            Connect + """
            for a in "$VICTIM_ADDRESS" 127.0.0.1; do
              connects "$a" "$VICTIM_PORT" && { echo "escaped: connected to $a"; exit; }
            done
            echo contained: cannot connect
            """) { NeedsNetwork = true },
        new("host-loopback", "Connect to a service that listens on the host's loopback only",
            Connect + """
            for a in 127.0.0.1 $gateways; do
              connects "$a" "$LOOPBACK_PORT" && { echo "escaped: connected to $a"; exit; }
            done
            echo contained: cannot connect
            """) { NeedsNetwork = true },
        new("host-service", "Connect to a service that listens on all addresses of the host",
            Connect + """
            for a in 127.0.0.1 $gateways $HOST_ADDRESSES; do
              connects "$a" "$WILDCARD_PORT" && { echo "escaped: connected to $a"; exit; }
            done
            echo contained: cannot connect
            """) { NeedsNetwork = true },
        new("abstract-socket", "Connect to an abstract Unix socket of the host",
            """
            perl -MSocket -e 'socket(my $s, AF_UNIX, SOCK_STREAM, 0); print connect($s, pack("S a*", AF_UNIX, "\0$ENV{ABSTRACT}")) ? "escaped: connected\n" : "contained: $!\n"'
            """) { NeedsNetwork = true },
    ];
}
