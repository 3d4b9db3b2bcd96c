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
    public static async Task RunAsync(string data, TextWriter output, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<PaasOptions>(options => options.DataDirectory = data);
        builder.Services.AddPaas(static paas => paas
            .AddBuildpacks()
            .AddRouter(static router => router.Listen(0))
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
        await output.WriteLineAsync($"ready {app.Services.GetRequiredService<IHttpRouter>().Address} {git} {token}");
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
