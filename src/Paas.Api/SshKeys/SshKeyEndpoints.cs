using Paas.Api.Http;
using Paas.Api.Json;

namespace Paas.Api.SshKeys;

/// <summary>The caller's SSH keys.</summary>
internal sealed class SshKeyEndpoints : IApiEndpoints
{
    public void Map(ApiRoutes routes)
    {
        routes.Get("/account/keys", static async call => ApiAnswer.List(
            [.. (await call.Platform.Accounts.Keys.ListAsync(call.Aborted)).Select(SshKeyBody.Of)], ApiJson.Default.IEnumerableSshKeyBody, Keys.Of<SshKeyBody>(static key => key.Id)));
        routes.Post("/account/keys", AddAsync);
        routes.Get("/account/keys/{key}", static async call => Show(await call.Platform.Accounts.Keys.GetAsync(call.Path("key"), call.Aborted)));
        routes.Delete("/account/keys/{key}", static async call => Show(await call.Platform.Accounts.Keys.RemoveAsync(call.Path("key"), call.Aborted)));
    }

    private static async Task<ApiAnswer> AddAsync(ApiCall call)
    {
        var body = await call.ReadAsync(ApiJson.Default.SshKeyRequest);
        var key = await call.Platform.Accounts.Keys.AddAsync(body.PublicKey ?? throw ApiException.Invalid("The field 'public_key' is missing."), call.Aborted);
        return ApiAnswer.Created(SshKeyBody.Of(key), ApiJson.Default.SshKeyBody);
    }

    private static ApiAnswer Show(SshKey key) => ApiAnswer.Ok(SshKeyBody.Of(key), ApiJson.Default.SshKeyBody);
}
