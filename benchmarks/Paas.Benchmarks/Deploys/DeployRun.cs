using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Paas.Deploys;

/// <summary>Pushes an app five times with the real git to a whole platform, and asks the router until the new release answers.</summary>
internal static class DeployRun
{
    private const int Pushes = 5;

    /// <summary>Median times: from the accepted push to the first answer, and of the whole <c>git push</c>.</summary>
    public static async Task<(TimeSpan Overhead, TimeSpan Push, TimeSpan First)> MeasureAsync(int megabytes)
    {
        var root = Directory.CreateTempSubdirectory("paas-bench-").FullName;
        try
        {
            return await MeasureAsync(root, megabytes);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task<(TimeSpan Overhead, TimeSpan Push, TimeSpan First)> MeasureAsync(string root, int megabytes)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<PaasOptions>(options => options.DataDirectory = Path.Combine(root, "data"));
        builder.Services.AddPaas(static paas => paas.AddBuildpacks().AddRouter(static router => router.Listen(0)).AddGit());
        await using var host = builder.Build();
        host.MapPaasGit();
        await host.StartAsync();

        var platform = host.Services.GetRequiredService<IPlatform>();
        var app = await platform.Apps.CreateAsync("bench");
        var token = host.Services.GetRequiredService<OwnerAuthenticator>().Token;
        var git = new Uri(host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        var remote = $"http://paas:{token}@{git.Authority}/bench.git";
        var tree = Path.Combine(root, "tree");
        AppTree.Fill(tree, megabytes);
        await GitAsync(tree, "init", "-q", "-b", "main");

        // git sends the pack as it is: what the client compresses is not the platform's time.
        await GitAsync(tree, "config", "core.compression", "0");
        var runs = new List<(TimeSpan Overhead, TimeSpan Push)>();
        for (var push = 0; push < Pushes; push++)
        {
            await File.WriteAllTextAsync(Path.Combine(tree, "serial"), push.ToString(CultureInfo.InvariantCulture));
            await GitAsync(tree, "add", "-A");
            await GitAsync(tree, "-c", "user.name=Bench", "-c", "user.email=bench@example.com", "commit", "-q", "-m", "Bench");
            var started = Stopwatch.StartNew();
            var pushing = GitAsync(tree, "-c", "credential.helper=", "push", "-q", remote, "main:main");
            var answered = await FirstAnswerAsync(app.WebUrl!, $"v{push + 3}");
            await pushing;
            var build = (await platform.Builds.ListAsync("bench"))[0];
            runs.Add((answered - build.CreatedAt, started.Elapsed));
        }

        await host.StopAsync();
        return (Figures.Median(runs.Select(static run => run.Overhead)), Figures.Median(runs.Select(static run => run.Push)), runs[0].Push);
    }

    private static async Task<DateTimeOffset> FirstAnswerAsync(Uri url, string release)
    {
        using var client = new HttpClient(new SocketsHttpHandler
        {
            // Names under localhost are not known to every resolver.
            ConnectCallback = static async (context, cancellationToken) =>
            {
                var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(System.Net.IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            },
        });
        while (true)
        {
            using var reply = await client.GetAsync(url);
            if (reply.IsSuccessStatusCode && await reply.Content.ReadAsStringAsync() == release)
                return TimeProvider.System.GetUtcNow();
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }
    }

    private static async Task GitAsync(string directory, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = directory, RedirectStandardError = true })!;
        var errors = await git.StandardError.ReadToEndAsync();
        await git.WaitForExitAsync();
        if (git.ExitCode != 0)
            throw new InvalidOperationException($"git {arguments[0]} ended with status {git.ExitCode}: {errors}");
    }
}
