using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Paas.Crashes;

/// <summary>A whole platform with everything real, driven over HTTP by the test that will kill it.</summary>
internal static class ControlledHost
{
    /// <summary>Names the router's port; 0 or nothing takes any.</summary>
    public const string PortVariable = "PAAS_TEST_KILLED_ROUTER";

    /// <summary>Set to 1, dynos outlive the host.</summary>
    public const string OutliveVariable = "PAAS_TEST_KILLED_OUTLIVE";

    public static async Task RunAsync(string data, TextWriter output, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        var port = int.TryParse(Environment.GetEnvironmentVariable(PortVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 0;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<PaasOptions>(options => options.DataDirectory = data);
        builder.Services.AddPaas(paas => paas
            .UseLocalProcesses(static local => local.OutliveHost = Environment.GetEnvironmentVariable(OutliveVariable) == "1")
            .AddBuildpacks()
            .AddRouter(router => router.Listen(port))
            .AddGit());
        await using var app = builder.Build();
        app.MapPaasGit();
        var platform = app.Services.GetRequiredService<IPlatform>();
        app.MapPost("/control/{verb}/{name}/{value}", (string verb, string name, string value, CancellationToken aborted) => ControlAsync(platform, verb, name, value, aborted));
        app.MapGet("/control/describe/{name}", (string name, CancellationToken aborted) => DescribeAsync(platform, name, aborted));
        app.MapPost("/control/stop", () => app.Lifetime.StopApplication());

        await app.StartAsync(cancellationToken);
        var git = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var token = app.Services.GetRequiredService<OwnerAuthenticator>().Token;
        await output.WriteLineAsync($"ready {app.Services.GetRequiredService<IHttpRouter>().Address} {git} {token} {Stopwatch.GetElapsedTime(begun).TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)}");
        await app.WaitForShutdownAsync(cancellationToken);
    }

    private static async Task<IResult> ControlAsync(IPlatform platform, string verb, string name, string value, CancellationToken cancellationToken)
    {
        var number = int.TryParse(value, out var parsed) ? parsed : 0;
        switch (verb)
        {
            case "create":
                return Results.Text($"{(await platform.Apps.CreateAsync(name, cancellationToken)).Id}");
            case "config":
                await platform.Config.UpdateAsync(name, new Dictionary<string, string?> { ["VALUE"] = value }, cancellationToken);
                return Results.Text("done");
            case "scale":
                await platform.Formations.UpdateAsync(name, [new FormationUpdate("web") { Quantity = number }], cancellationToken);
                return Results.Text("done");
            case "rollback":
                await platform.Releases.RollbackAsync(name, number, cancellationToken);
                return Results.Text("done");
            default:
                return Results.BadRequest();
        }
    }

    private static async Task<IResult> DescribeAsync(IPlatform platform, string name, CancellationToken cancellationToken)
    {
        var releases = new List<ReleaseView>();
        foreach (var release in (await platform.Releases.ListAsync(name, cancellationToken)).Reverse())
        {
            var config = await platform.Config.GetForReleaseAsync(name, release.Version, cancellationToken);
            releases.Add(new ReleaseView(release.Version, $"{release.Id}", $"{release.Status}", release.Current, release.Slug?.Commit, config.GetValueOrDefault("VALUE")));
        }

        return Results.Json(new AppView(
            (await platform.Config.GetAsync(name, cancellationToken)).GetValueOrDefault("VALUE"),
            (await platform.Formations.GetAsync(name, cancellationToken)).Where(static process => process.Type == "web").Select(static process => process.Quantity).FirstOrDefault(),
            releases,
            [.. (await platform.Builds.ListAsync(name, cancellationToken)).Select(static build => new BuildView($"{build.Status}", build.Reason))],
            [.. (await platform.Dynos.ListAsync(name, cancellationToken)).Select(static dyno => new DynoView($"{dyno.Id}", dyno.Name, $"{dyno.State}", dyno.Release))]));
    }
}
