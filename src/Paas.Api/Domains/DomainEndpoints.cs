using Paas.Api.Http;
using Paas.Api.Json;

namespace Paas.Api.Domains;

/// <summary>The host names of an app.</summary>
internal sealed class DomainEndpoints : IApiEndpoints
{
    public void Map(ApiRoutes routes)
    {
        routes.Get("/apps/{app}/domains", ListAsync);
        routes.Get("/apps/{app}/domains/{domain}", static async call => ApiAnswer.Ok(await FindAsync(call), ApiJson.Default.DomainBody));
        routes.Post("/apps/{app}/domains", AddAsync);
        routes.Delete("/apps/{app}/domains/{domain}", RemoveAsync);
    }

    private static async Task<ApiAnswer> ListAsync(ApiCall call) =>
        ApiAnswer.List(await ReadAsync(call), ApiJson.Default.IEnumerableDomainBody, Keys.Of<DomainBody>(static domain => domain.Id, static domain => domain.Hostname));

    private static async Task<ApiAnswer> AddAsync(ApiCall call)
    {
        var body = await call.ReadAsync(ApiJson.Default.DomainRequest);
        var domain = await call.Platform.Domains.AddAsync(call.AppId, body.Hostname ?? throw ApiException.Invalid("The field 'hostname' is missing. Give one such as www.example.com."), call.Aborted);
        return ApiAnswer.Created((await ReadAsync(call)).First(added => added.Hostname == domain.Hostname), ApiJson.Default.DomainBody);
    }

    private static async Task<ApiAnswer> RemoveAsync(ApiCall call)
    {
        var domain = await FindAsync(call);
        await call.Platform.Domains.RemoveAsync(call.AppId, domain.Hostname, call.Aborted);
        return ApiAnswer.Ok(domain, ApiJson.Default.DomainBody);
    }

    private static async Task<DomainBody> FindAsync(ApiCall call)
    {
        var wanted = call.Path("domain");
        return (await ReadAsync(call)).FirstOrDefault(domain => string.Equals(domain.Hostname, wanted, StringComparison.OrdinalIgnoreCase) || domain.Id.ToString() == wanted)
            ?? throw ApiException.NotFound("domain");
    }

    private static async Task<IReadOnlyList<DomainBody>> ReadAsync(ApiCall call)
    {
        var domains = await call.Platform.Domains.ListAsync(call.AppId, call.Aborted);
        var own = domains.First(static domain => domain.IsDefault).Hostname;
        return
        [
            .. domains.Select(domain => new DomainBody
            {
                App = NamedReference.To(call.App),
                Cname = domain.IsDefault ? null : own,
                CreatedAt = domain.CreatedAt,
                Hostname = domain.Hostname,
                Id = DerivedId.Of("domain", call.AppId, domain.Hostname),
                Kind = domain.IsDefault ? "heroku" : "custom",
                UpdatedAt = domain.CreatedAt,
            }),
        ];
    }
}
