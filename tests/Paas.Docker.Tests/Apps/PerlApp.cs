namespace Paas.Docker.Apps;

/// <summary>An app that needs no more than perl: it says where and since when it runs, and what it was given.</summary>
internal static class PerlApp
{
    private const string Server = """
        use IO::Socket::INET;
        $| = 1;
        my $started = time;
        my $server = IO::Socket::INET->new(LocalAddr => '0.0.0.0', LocalPort => $ENV{PORT}, Listen => 50, ReuseAddr => 1) or die "bind: $@";
        print "listening\n";
        $SIG{PIPE} = 'IGNORE'; # a probe may hang up at once
        $SIG{TERM} = sub { print "bye\n"; exit 0 };
        open my $f, '<', '/etc/hostname'; my $host = <$f>; chomp $host;
        while (my $c = $server->accept) {
          my $first = <$c>; while (defined(my $h = <$c>)) { last if $h =~ /^\r?\n$/ }
          my $body = "$host $started $ENV{GREETING} user=$>";
          print $c "HTTP/1.1 200 OK\r\nContent-Length: ", length $body, "\r\nConnection: close\r\n\r\n$body";
          close $c;
        }
        """;

    public static Dictionary<string, string> Files => new(StringComparer.Ordinal) { ["server.pl"] = Server };

    public static BuildSource Source(string version, params (string Name, string Content)[] more) => new(async (directory, cancellationToken) =>
    {
        foreach (var (name, content) in Files.Select(static file => (file.Key, file.Value)).Concat(more))
        {
            var path = Path.Combine(directory, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, content, cancellationToken);
        }
    })
    { Version = version };
}
