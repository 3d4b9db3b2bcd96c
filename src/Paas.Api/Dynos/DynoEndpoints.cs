using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Paas.Api.Formations;
using Paas.Api.Http;
using Paas.Api.Json;
using Paas.Api.Rendezvous;

namespace Paas.Api.Dynos;

/// <summary>The dynos of an app: list, run, restart, stop; by name, id, process type or all.</summary>
internal sealed class DynoEndpoints(IOptions<PaasOptions> options, RendezvousPoint rendezvous) : IApiEndpoints
{
    public void Map(ApiRoutes routes)
    {
        routes.Get("/apps/{app}/dynos", ListAsync);
        routes.Get("/apps/{app}/dynos/{dyno}", async call => await ShowAsync(call, await FindAsync(call)));
        routes.Post("/apps/{app}/dynos", call => RunAsync(call, null));
        routes.Post("/apps/{app}/dynos/{dyno}", async call => await RunAsync(call, (await FindAsync(call)).Name));
        routes.Delete("/apps/{app}/dynos", static call => RestartAsync(call, null));
        routes.Delete("/apps/{app}/dynos/{dyno}", static async call => await RestartAsync(call, await SelectorAsync(call)));
        routes.Delete("/apps/{app}/formations/{dyno}", static async call => await RestartAsync(call, await SelectorAsync(call)));
        routes.Post("/apps/{app}/dynos/{dyno}/actions/stop", StopAsync);
        routes.Post("/apps/{app}/formations/{dyno}/actions/stop", StopAsync);
    }

    private async Task<ApiAnswer> ListAsync(ApiCall call)
    {
        var dynos = await call.Platform.Dynos.ListAsync(call.AppId, call.Aborted);
        var releases = new ReleaseIds(call);
        var bodies = new List<DynoBody>(dynos.Count);
        foreach (var dyno in dynos)
            bodies.Add(Show(call, dyno, await releases.FindAsync(dyno.Release), null));
        return ApiAnswer.List(bodies, ApiJson.Default.IEnumerableDynoBody, Keys.Of<DynoBody>(static dyno => dyno.Id, static dyno => dyno.Name));
    }

    private async Task<ApiAnswer> ShowAsync(ApiCall call, Dyno dyno) =>
        ApiAnswer.Ok(Show(call, dyno, await new ReleaseIds(call).FindAsync(dyno.Release), null), ApiJson.Default.DynoBody);

    private async Task<ApiAnswer> RunAsync(ApiCall call, string? inside)
    {
        var body = await call.ReadAsync(ApiJson.Default.RunBody);
        body = body with { Attach = body.Attach || inside is not null }; // inside of a dyno it is not asked for
        var request = Request(body) with { Inside = inside };
        if (request.Attach is not null)
            rendezvous.RequireAddress(); // before a dyno waits for a client that is told none
        var run = await call.Platform.Dynos.RunAsync(call.AppId, request, call.Aborted);
        var url = request.Attach is { } attachment ? rendezvous.UrlFor(call.App.Id, run.Dyno.Id, attachment.Terminal is not null) : null;
        return ApiAnswer.Created(Show(call, run.Dyno, await new ReleaseIds(call).FindAsync(run.Dyno.Release), url), ApiJson.Default.DynoBody);
    }

    private static RunRequest Request(RunBody body)
    {
        var environment = (body.Env ?? []).ToImmutableDictionary(static pair => pair.Key, static pair => Text(pair.Key, pair.Value));
        var request = new RunRequest(body.Command ?? throw ApiException.Invalid("The field 'command' is missing. Give a command line such as 'bash'."))
        {
            Type = body.Type ?? "run",
            Size = body.Size,
            Environment = environment,
            // Heroku gives a terminal also to a client that has none, unless it asks for pipes.
            Attach = body.Attach ? new DynoAttachment(body.ForceNoTty == true ? null : TerminalOf(environment)) : null,
        };
        return body.TimeToLive is { } seconds ? request with { TimeToLive = TimeSpan.FromSeconds(seconds) } : request;
    }

    private static TerminalSize TerminalOf(ImmutableDictionary<string, string> environment)
    {
        ushort Read(string name, ushort otherwise) =>
            ushort.TryParse(environment.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : otherwise;
        return new TerminalSize(Read("COLUMNS", 80), Read("LINES", 24));
    }

    private static string Text(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => throw ApiException.Invalid($"The value of {name} in 'env' must be a string."),
    };

    private static async Task<ApiAnswer> RestartAsync(ApiCall call, string? selector)
    {
        await call.Platform.Dynos.RestartAsync(call.AppId, selector, call.Aborted);
        return ApiAnswer.Accepted;
    }

    private static async Task<ApiAnswer> StopAsync(ApiCall call)
    {
        await call.Platform.Dynos.StopAsync(call.AppId, await SelectorAsync(call), call.Aborted);
        return ApiAnswer.Accepted;
    }

    /// <summary>A dyno's name or a process type, as the facade takes it; an id becomes its dyno's name.</summary>
    private static async Task<string> SelectorAsync(ApiCall call) =>
        Guid.TryParse(call.Path("dyno"), out _) ? (await FindAsync(call)).Name : call.Path("dyno");

    private static async Task<Dyno> FindAsync(ApiCall call)
    {
        var wanted = call.Path("dyno");
        return (await call.Platform.Dynos.ListAsync(call.AppId, call.Aborted)).LastOrDefault(dyno => dyno.Name == wanted || dyno.Id.ToString() == wanted)
            ?? throw ApiException.NotFound("dyno");
    }

    private DynoBody Show(ApiCall call, Dyno dyno, Guid release, string? attachUrl) => new(
        NamedReference.To(call.App), attachUrl, dyno.Command, dyno.CreatedAt, dyno.Id, dyno.Name, new DynoRelease(release, dyno.Release),
        SizeNames.Display(options.Value, dyno.Size), DynoBody.StateOf(dyno.State), dyno.Type, dyno.UpdatedAt);
}
