using System.Text.Json;
using Microsoft.Extensions.Options;
using Paas.Api.Catalog;
using Paas.Api.Http;
using Paas.Api.Json;

namespace Paas.Api.Apps;

/// <summary>Apps.</summary>
internal sealed class AppEndpoints(AppBodies bodies, IOptions<PaasOptions> paas) : IApiEndpoints
{
    public void Map(ApiRoutes routes)
    {
        routes.Get("/apps", call => ListAsync(call, static _ => true));
        routes.Get("/users/{account}/apps", ListOwnAsync);
        routes.Post("/apps", CreateAsync);
        routes.Post("/filters/apps", FilterAsync);
        routes.Get("/apps/{app}", call => ShowAsync(call, call.App));
        routes.Patch("/apps/{app}", UpdateAsync);
        routes.Delete("/apps/{app}", DestroyAsync);
    }

    private async Task<ApiAnswer> ShowAsync(ApiCall call, App app) => ApiAnswer.Ok(await bodies.ShowAsync(app, call), ApiJson.Default.AppBody);

    private Task<ApiAnswer> ListOwnAsync(ApiCall call)
    {
        if (!call.IsCaller(call.Path("account")))
            throw ApiException.NotFound("account");
        return ListAsync(call, static _ => true);
    }

    private async Task<ApiAnswer> ListAsync(ApiCall call, Func<App, bool> isWanted) =>
        await bodies.ListAsync((await call.Platform.Apps.ListAsync(call.Aborted)).Where(isWanted), call);

    private async Task<ApiAnswer> FilterAsync(ApiCall call)
    {
        var filter = (await call.ReadAsync(ApiJson.Default.AppFilter)).In;
        return await ListAsync(call, app =>
            filter?.Id?.Contains(app.Id) != false && filter?.Name?.Contains(app.Name) != false);
    }

    private async Task<ApiAnswer> CreateAsync(ApiCall call)
    {
        var change = await call.ReadAsync(ApiJson.Default.AppChange);
        if (NameIn(change.Region, "region") is { } region && region != RegionBody.LocalName && region != RegionBody.Local.Id.ToString())
            throw ApiException.Invalid($"The region '{region}' is not served here; there is '{RegionBody.LocalName}'.");
        var stack = StackIn(change.Stack ?? change.BuildStack);
        var app = await call.Platform.Apps.CreateAsync(change.Name, call.Aborted);
        if (stack is not null && stack != app.Stack)
            app = await call.Platform.Apps.UpdateAsync(app.Id.ToString(), new AppUpdate { Stack = stack }, call.Aborted);
        return ApiAnswer.Created(await bodies.ShowAsync(app, call), ApiJson.Default.AppBody);
    }

    private async Task<ApiAnswer> UpdateAsync(ApiCall call)
    {
        var change = await call.ReadAsync(ApiJson.Default.AppChange);
        var update = new AppUpdate { Name = change.Name, Maintenance = change.Maintenance, Stack = StackIn(change.BuildStack ?? change.Stack) };
        return await ShowAsync(call, await call.Platform.Apps.UpdateAsync(call.AppId, update, call.Aborted));
    }

    private async Task<ApiAnswer> DestroyAsync(ApiCall call)
    {
        var gone = await ShowAsync(call, call.App);
        await call.Platform.Apps.DestroyAsync(call.AppId, call.Aborted);
        return gone;
    }

    private string? StackIn(JsonElement? field) => NameIn(field, "stack") is not { } wanted
        ? null
        : StackBody.All(paas.Value).FirstOrDefault(stack => stack.Name == wanted || stack.Id.ToString() == wanted)?.Name
            ?? throw ApiException.Invalid($"The stack '{wanted}' is not known. There are: {string.Join(", ", StackBody.All(paas.Value).Select(static stack => stack.Name))}.");

    private static string? NameIn(JsonElement? field, string name) => field switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Object } element when element.TryGetProperty("name", out var inner) || element.TryGetProperty("id", out inner) => NameIn(inner, name),
        _ => throw ApiException.BadRequest($"The field '{name}' of the request body has a value that cannot be understood. Give a name."),
    };
}
