using Microsoft.Extensions.DependencyInjection;
using Paas.Builds;
using Paas.Hosting;

namespace Paas.Scenarios;

/// <summary>Autoscaling with a real app, real dynos and the real router.</summary>
public sealed class AutoscalingTests
{
    private const string App = "shop";

    /// <summary>One request at a time, 50 ms each.</summary>
    private const string Server =
        """
        use Socket;
        $SIG{TERM} = sub { exit 0 };
        socket(my $server, PF_INET, SOCK_STREAM, 0) or die $!;
        setsockopt($server, SOL_SOCKET, SO_REUSEADDR, 1);
        bind($server, sockaddr_in($ENV{PORT}, INADDR_ANY)) or die $!;
        listen($server, 64) or die $!;
        while (accept(my $client, $server)) {
            my $head = '';
            while ($head !~ /\r\n\r\n/) { sysread($client, $head, 4096, length $head) or last }
            if ($head =~ /\r\n\r\n/) {
                select(undef, undef, undef, 0.05);
                syswrite($client, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nup\n");
            }
            close $client;
        }
        """;

    [Fact]
    public async Task Load_AddsDynos_AndItsEndRemovesThem()
    {
        Bash.Require("perl");
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var platform = await RealPlatform.StartAsync(configure: static services => services.Configure<EngineOptions>(static options =>
        {
            options.AutoscalingInterval = TimeSpan.FromMilliseconds(500);
            options.AutoscalingWindow = TimeSpan.FromSeconds(2);
        }));
        using var source = new TestDirectory().With("Procfile", "web: exec perl server.pl\n").With("server.pl", Server);
        await platform.DeployAsync(App, source);
        await platform.Platform.Formations.UpdateAsync(
            App,
            [
                new FormationUpdate("web")
                {
                    Autoscaling = new Autoscaling(1, 3, AutoscalingSignal.ResponseTime, 250) { UpCooldown = TimeSpan.FromSeconds(1), DownCooldown = TimeSpan.FromSeconds(2) },
                },
            ],
            cancellationToken);

        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            // 12 at a time: 600 ms each at one dyno, 200 ms at three.
            var clients = Enumerable.Range(0, 12).Select(_ => RequestAsync(platform, stop)).ToList();
            Assert.Contains("ms over 250ms, ", await platform.SeesLineAsync(App, "app[api]: Autoscaling web from 1 to "), StringComparison.Ordinal);
            await platform.SeesLineAsync(App, "Scaled to web@3:Standard-1X by user autoscaler");
            await platform.ConvergesAsync(App);
            await stop.CancelAsync();
            Assert.True((await Task.WhenAll(clients)).Sum() > 12);
        }

        await platform.SeesLineAsync(App, "Scaled to web@1:Standard-1X by user autoscaler");
        await platform.ConvergesAsync(App);
        var log = await platform.LogAsync(App);
        foreach (var line in log.Where(static line => line.Contains("Autoscal", StringComparison.Ordinal) || line.Contains("Scaled", StringComparison.Ordinal) || line.Contains("State changed", StringComparison.Ordinal)))
            TestContext.Current.TestOutputHelper?.WriteLine(line);
        Assert.Equal("up\n", await platform.GetAsync(App));
        Assert.Single(await platform.Platform.Dynos.ListAsync(App, cancellationToken));
    }

    private static async Task<int> RequestAsync(RealPlatform platform, CancellationTokenSource stop)
    {
        var answered = 0;
        for (; !stop.IsCancellationRequested; answered++)
            Assert.Equal("up\n", await platform.GetAsync(App));
        return answered;
    }
}
