using System.Diagnostics;

namespace Paas.Crashes;

/// <summary>The real git program in the clone of one app.</summary>
internal sealed class GitClient(string directory)
{
    private int _serial;

    public string Directory => directory;

    public async Task InitAsync(CancellationToken cancellationToken)
    {
        System.IO.Directory.CreateDirectory(directory);
        await File.WriteAllTextAsync(Path.Combine(directory, "Procfile"), "web: exec perl server.pl\n", cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(directory, "server.pl"), Server, cancellationToken);
        await RunAsync(cancellationToken, "init", "-q", "-b", "main");
    }

    /// <summary>Commits a change and returns the commit.</summary>
    public async Task<string> CommitAsync(CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(Path.Combine(directory, "serial"), $"{++_serial}", cancellationToken);
        await RunAsync(cancellationToken, "add", "-A");
        await RunAsync(cancellationToken, "-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "gc.auto=0", "commit", "-q", "-m", $"{_serial}");
        return (await RunAsync(cancellationToken, "rev-parse", "HEAD")).Output.Trim();
    }

    /// <summary>Returns git's exit code and what it said.</summary>
    public Task<(int Code, string Output)> PushAsync(Uri host, string token, string app, CancellationToken cancellationToken) =>
        RunAsync(cancellationToken, "-c", "credential.helper=", "push", $"http://paas:{token}@{host.Authority}/{app}.git", "main:main");

    public static async Task<string?> HeadAsync(string repository, CancellationToken cancellationToken)
    {
        var (code, output) = await RunAsync(repository, ["--git-dir", repository, "rev-parse", "-q", "--verify", "refs/heads/main"], cancellationToken);
        return code == 0 ? output.Trim() : null;
    }

    public static async Task AssertSoundAsync(string repository, CancellationToken cancellationToken)
    {
        var (code, output) = await RunAsync(repository, ["--git-dir", repository, "fsck", "--full", "--strict"], cancellationToken);
        Assert.True(code == 0, output);
    }

    private Task<(int Code, string Output)> RunAsync(CancellationToken cancellationToken, params string[] arguments) => RunAsync(directory, arguments, cancellationToken);

    private static async Task<(int Code, string Output)> RunAsync(string directory, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["GIT_TERMINAL_PROMPT"] = "0", ["GIT_CONFIG_NOSYSTEM"] = "1", ["GIT_CONFIG_GLOBAL"] = "/dev/null" },
        };
        using var git = Process.Start(start)!;
        var errors = git.StandardError.ReadToEndAsync(cancellationToken);
        var output = await git.StandardOutput.ReadToEndAsync(cancellationToken);
        await git.WaitForExitAsync(cancellationToken);
        return (git.ExitCode, output + await errors);
    }

    /// <summary>Perl is on every Debian, and starts in a few milliseconds.</summary>
    private const string Server =
        """
        use strict;
        use IO::Socket::INET;
        $SIG{TERM} = sub { exit 0 };
        my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $ENV{PORT}, Listen => 64, ReuseAddr => 1) or die $!;
        while (my $client = $server->accept) {
            while (<$client>) { last if /^\r?\n$/ }
            my $body = join ' ', $ENV{HEROKU_RELEASE_VERSION}, $ENV{HEROKU_SLUG_COMMIT} // '-', $ENV{VALUE} // '-';
            print $client "HTTP/1.1 200 OK\r\nContent-Length: " . length($body) . "\r\nConnection: close\r\n\r\n$body";
            close $client;
        }
        """;
}
