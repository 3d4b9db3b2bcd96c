namespace Paas.Deploys;

/// <summary>An app for the Procfile buildpack: a small Perl server beside ballast that nobody reads.</summary>
internal static class AppTree
{
    private const int FileSize = 256 * 1024;

    private const string Server =
        """
        use strict;
        use IO::Socket::INET;
        $SIG{TERM} = sub { exit 0 };
        my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $ENV{PORT}, Listen => 64, ReuseAddr => 1) or die $!;
        while (my $client = $server->accept) {
            while (<$client>) { last if /^\r?\n$/ }
            my $body = $ENV{HEROKU_RELEASE_VERSION};
            print $client "HTTP/1.1 200 OK\r\nContent-Length: " . length($body) . "\r\nConnection: close\r\n\r\n$body";
            close $client;
        }
        """;

    /// <summary>Fills a directory with so many megabytes: half of them random, half of them text; files of 256 KB.</summary>
    public static void Fill(string directory, int megabytes)
    {
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, "Procfile"), "web: exec perl server.pl\n");
        File.WriteAllText(Path.Combine(directory, "server.pl"), Server);
        var random = new Random(1);
        var bytes = new byte[FileSize];
        for (var file = 0; file < megabytes * 4; file++)
        {
            random.NextBytes(bytes);
            if (file % 2 == 1)
            {
                for (var i = 0; i < bytes.Length; i++)
                    bytes[i] = (byte)"etaoin shrdlu\n"[bytes[i] % 14];
            }

            var part = Directory.CreateDirectory(Path.Combine(directory, $"part-{file / 16}"));
            File.WriteAllBytes(Path.Combine(part.FullName, $"file-{file}"), bytes);
        }
    }
}
