using System.Net.Sockets;
using Paas;

namespace ConsoleHost;

/// <summary>The first minutes with a platform: create, push, scale, request, read the log.</summary>
internal sealed class Tour(IPlatform platform, Uri git, string token, CancellationToken cancellationToken)
{
    public const string AppName = "hello";

    /// <summary>Returns the app, deployed by a push unless an earlier start did that.</summary>
    public async Task<App> RunAsync()
    {
        var app = await FindOrCreateAsync();
        var deployed = (await platform.Formations.GetAsync(AppName, cancellationToken)).Count > 0;
        if (deployed)
            Screen.Title($"App {app.Name} is here from an earlier start; it serves without a push");
        else
            await PushAsync();

        Screen.Title("Scaling to two web dynos");
        await platform.Formations.UpdateAsync(AppName, [new FormationUpdate("web") { Quantity = 2 }], cancellationToken);
        await ShowDynosAsync();

        Screen.Title($"GET {app.WebUrl}");
        Screen.Line(await RequestAsync(app.WebUrl!));

        Screen.Title($"The log of {app.Name}");
        await ShowLogAsync();
        return app;
    }

    private async Task<App> FindOrCreateAsync()
    {
        try
        {
            return await platform.Apps.GetAsync(AppName, cancellationToken);
        }
        catch (PaasException e) when (e.Id == PaasErrors.NotFound)
        {
            var app = await platform.Apps.CreateAsync(AppName, cancellationToken);
            Screen.Title($"Created app {app.Name}");
            return app;
        }
    }

    private async Task PushAsync()
    {
        var remote = new Uri(git, AppName + ".git");
        Screen.Title($"git push {remote} main");
        await GitPush.PushAsync(FindSample(), remote, token, Screen.Line, cancellationToken);
    }

    /// <summary>Waits until both dynos are up, or one has a reason why it is not.</summary>
    private async Task ShowDynosAsync()
    {
        while (true)
        {
            var dynos = await platform.Dynos.ListAsync(AppName, cancellationToken);
            if (dynos.FirstOrDefault(static dyno => dyno is { State: DynoState.Crashed, Reason: not null }) is { } crashed)
                throw new InvalidOperationException($"{crashed.Name} is not up: {crashed.Reason}");
            if (dynos.Count(static dyno => dyno.State == DynoState.Up) >= 2)
            {
                foreach (var dyno in dynos)
                    Screen.Line($"{dyno.Name}: {dyno.State.ToString().ToLowerInvariant()} (v{dyno.Release}): {dyno.Command}");
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }
    }

    /// <summary>Up to the line of the request, which the router writes once the client has its answer.</summary>
    private async Task ShowLogAsync()
    {
        await foreach (var line in platform.Logs.ReadAsync(AppName, new LogQuery { Lines = 20, Tail = true }, cancellationToken))
        {
            Screen.Dim(line.ToString());
            if (line.Process == "router")
                return;
        }
    }

    /// <summary>Names under localhost mean this machine, whatever its resolver thinks of them (RFC 6761).</summary>
    private async Task<string> RequestAsync(Uri url)
    {
        using var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (context, token) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync("localhost", context.DnsEndPoint.Port, token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        using var response = await client.GetAsync(url, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode ? body.TrimEnd() : throw new InvalidOperationException($"{url} answered {(int)response.StatusCode}.");
    }

    /// <summary>The sample app's directory, looked for upwards from where this program and its user are.</summary>
    private static string FindSample()
    {
        foreach (var start in new[] { Directory.GetCurrentDirectory(), AppContext.BaseDirectory })
        {
            for (var directory = new DirectoryInfo(start); directory is not null; directory = directory.Parent)
            {
                var sample = Path.Combine(directory.FullName, "samples", "apps", "dotnet");
                if (Directory.Exists(sample))
                    return sample;
            }
        }

        throw new InvalidOperationException("samples/apps/dotnet was not found. Start this program inside the repository.");
    }
}
