using Paas.Api.Http;
using Paas.Api.Json;

namespace Paas.Api.OAuth;

/// <summary>The caller's OAuth clients.</summary>
internal sealed class ClientEndpoints : IApiEndpoints
{
    public void Map(ApiRoutes routes)
    {
        routes.Get("/oauth/clients", static async call => ApiAnswer.List(
            [.. (await call.Platform.Accounts.Clients.ListAsync(call.Aborted)).Select(ClientBody.Of)], ApiJson.Default.IEnumerableClientBody, Keys.Of<ClientBody>(static client => client.Id, static client => client.Name)));
        routes.Post("/oauth/clients", CreateAsync);
        routes.Get("/oauth/clients/{client}", static async call => Show(await call.Platform.Accounts.Clients.GetAsync(Id(call), call.Aborted)));
        routes.Patch("/oauth/clients/{client}", UpdateAsync);
        routes.Delete("/oauth/clients/{client}", static async call => Show(await call.Platform.Accounts.Clients.DeleteAsync(Id(call), call.Aborted)));
        routes.Post("/oauth/clients/{client}/actions/rotate-credentials", static async call => Show(await call.Platform.Accounts.Clients.RotateAsync(Id(call), call.Aborted)));
    }

    private static async Task<ApiAnswer> CreateAsync(ApiCall call)
    {
        var body = await call.ReadAsync(ApiJson.Default.ClientChange);
        var client = await call.Platform.Accounts.Clients.CreateAsync(
            body.Name ?? throw ApiException.Invalid("The field 'name' is missing."), Url(body) ?? throw ApiException.Invalid("The field 'redirect_uri' is missing."), call.Aborted);
        return ApiAnswer.Created(ClientBody.Of(client), ApiJson.Default.ClientBody);
    }

    private static async Task<ApiAnswer> UpdateAsync(ApiCall call)
    {
        var body = await call.ReadAsync(ApiJson.Default.ClientChange);
        return Show(await call.Platform.Accounts.Clients.UpdateAsync(Id(call), body.Name, Url(body), call.Aborted));
    }

    private static Uri? Url(ClientChange body) => body.RedirectUri is null
        ? null
        : Uri.TryCreate(body.RedirectUri, UriKind.Absolute, out var url) ? url : throw ApiException.Invalid("The field 'redirect_uri' is not an address.");

    private static ApiAnswer Show(OAuthClient client) => ApiAnswer.Ok(ClientBody.Of(client), ApiJson.Default.ClientBody);

    private static Guid Id(ApiCall call) => Guid.TryParse(call.Path("client"), out var id) ? id : throw ApiException.NotFound("client");
}
