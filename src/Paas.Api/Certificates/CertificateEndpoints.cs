using Paas.Api.Apps;
using Paas.Api.Http;
using Paas.Api.Json;

namespace Paas.Api.Certificates;

/// <summary>The certificates of an app, and automated certificate management.</summary>
internal sealed class CertificateEndpoints(AppBodies apps) : IApiEndpoints
{
    public void Map(ApiRoutes routes)
    {
        routes.Get("/apps/{app}/sni-endpoints", ListAsync);
        routes.Get("/apps/{app}/sni-endpoints/{sni-endpoint}", async call => Show(call, await FindAsync(call)));
        routes.Post("/apps/{app}/sni-endpoints", CreateAsync);
        routes.Patch("/apps/{app}/sni-endpoints/{sni-endpoint}", UpdateAsync);
        routes.Delete("/apps/{app}/sni-endpoints/{sni-endpoint}", async call =>
            Show(call, await call.Platform.Certificates.DeleteAsync(call.AppId, (await FindAsync(call)).Name, call.Aborted)));
        routes.Post("/apps/{app}/acm", call => SwitchAsync(call, true));
        routes.Delete("/apps/{app}/acm", call => SwitchAsync(call, false));
        routes.Patch("/apps/{app}/acm", RefreshAsync);
    }

    private static async Task<ApiAnswer> ListAsync(ApiCall call) =>
        ApiAnswer.List(
            [.. (await call.Platform.Certificates.ListAsync(call.AppId, call.Aborted)).Select(endpoint => SniEndpointBody.Of(endpoint, call.App))],
            ApiJson.Default.IEnumerableSniEndpointBody, Keys.Of<SniEndpointBody>(static endpoint => endpoint.Id, static endpoint => endpoint.Name));

    private static async Task<SniEndpoint> FindAsync(ApiCall call)
    {
        var wanted = call.Path("sni-endpoint");
        return (await call.Platform.Certificates.ListAsync(call.AppId, call.Aborted)).FirstOrDefault(endpoint => endpoint.Name == wanted || endpoint.Id.ToString() == wanted)
            ?? throw ApiException.NotFound("sni_endpoint");
    }

    private static async Task<ApiAnswer> CreateAsync(ApiCall call)
    {
        var (chain, key) = await ReadAsync(call);
        var endpoint = await call.Platform.Certificates.CreateAsync(call.AppId, chain, key, call.Aborted);
        Warn(call, endpoint);
        return ApiAnswer.Created(SniEndpointBody.Of(endpoint, call.App), ApiJson.Default.SniEndpointBody);
    }

    private static async Task<ApiAnswer> UpdateAsync(ApiCall call)
    {
        var (chain, key) = await ReadAsync(call);
        var endpoint = await call.Platform.Certificates.UpdateAsync(call.AppId, (await FindAsync(call)).Name, chain, key, call.Aborted);
        Warn(call, endpoint);
        return Show(call, endpoint);
    }

    private static async Task<(string Chain, string Key)> ReadAsync(ApiCall call)
    {
        var body = await call.ReadAsync(ApiJson.Default.SniEndpointRequest);
        return (body.CertificateChain ?? throw ApiException.Invalid("The field 'certificate_chain' is missing. Give the certificate and its intermediates in PEM form."),
            body.PrivateKey ?? throw ApiException.Invalid("The field 'private_key' is missing. Give the key of the certificate in PEM form."));
    }

    private async Task<ApiAnswer> SwitchAsync(ApiCall call, bool enabled) =>
        ApiAnswer.Ok(await apps.ShowAsync(await call.Platform.Certificates.SetAutomaticAsync(call.AppId, enabled, call.Aborted), call), ApiJson.Default.AppBody);

    private async Task<ApiAnswer> RefreshAsync(ApiCall call)
    {
        if ((await call.ReadAsync(ApiJson.Default.AcmRequest)).AcmRefresh != true)
            throw ApiException.Invalid("The field 'acm_refresh' must be true; there is nothing else to change.");
        return ApiAnswer.Ok(await apps.ShowAsync(await call.Platform.Certificates.RefreshAsync(call.AppId, call.Aborted), call), ApiJson.Default.AppBody);
    }

    private static ApiAnswer Show(ApiCall call, SniEndpoint endpoint) => ApiAnswer.Ok(SniEndpointBody.Of(endpoint, call.App), ApiJson.Default.SniEndpointBody);

    /// <summary>The client prints this header.</summary>
    private static void Warn(ApiCall call, SniEndpoint endpoint)
    {
        if (!endpoint.Warnings.IsEmpty)
            call.Http.Response.Headers["Warning-Message"] = string.Join(' ', endpoint.Warnings);
    }
}
