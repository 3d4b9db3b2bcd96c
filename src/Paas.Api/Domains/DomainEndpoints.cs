using System.Text.Json;
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
        routes.Patch("/apps/{app}/domains/{domain}", UpdateAsync);
        routes.Delete("/apps/{app}/domains/{domain}", RemoveAsync);
    }

    private static async Task<ApiAnswer> ListAsync(ApiCall call) =>
        ApiAnswer.List(await ReadAsync(call), ApiJson.Default.IEnumerableDomainBody, Keys.Of<DomainBody>(static domain => domain.Id, static domain => domain.Hostname));

    private static async Task<ApiAnswer> AddAsync(ApiCall call)
    {
        var body = await call.ReadAsync(ApiJson.Default.DomainRequest);
        var hostname = body.Hostname ?? throw ApiException.Invalid("The field 'hostname' is missing. Give one such as www.example.com.");
        var domain = await call.Platform.Domains.AddAsync(call.AppId, hostname, EndpointIn(body), call.Aborted);
        return ApiAnswer.Created((await ReadAsync(call)).First(added => added.Hostname == domain.Hostname), ApiJson.Default.DomainBody);
    }

    private static async Task<ApiAnswer> UpdateAsync(ApiCall call)
    {
        var body = await call.ReadAsync(ApiJson.Default.DomainRequest);
        if (body.SniEndpoint.ValueKind == JsonValueKind.Undefined)
            throw ApiException.Invalid("The field 'sni_endpoint' is missing. Give the name or id of a certificate, or null for none.");
        var domain = await FindAsync(call);
        if (domain.Kind == "heroku")
            throw ApiException.Invalid($"{domain.Hostname} is the name that the platform gives the app; only custom domains can have a certificate.");
        await call.Platform.Domains.UpdateAsync(call.AppId, domain.Hostname, EndpointIn(body), call.Aborted);
        return ApiAnswer.Ok(await FindAsync(call), ApiJson.Default.DomainBody);
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
        var names = domains.Any(static domain => domain.SniEndpointId is not null)
            ? (await call.Platform.Certificates.ListAsync(call.AppId, call.Aborted)).ToDictionary(static endpoint => endpoint.Id, static endpoint => endpoint.Name)
            : [];
        var own = domains.First(static domain => domain.IsDefault).Hostname;
        return
        [
            .. domains.Select(domain => new DomainBody
            {
                AcmStatus = StatusOf(domain),
                AcmStatusReason = domain.AcmReason,
                App = NamedReference.To(call.App),
                Cname = domain.IsDefault ? null : own,
                CreatedAt = domain.CreatedAt,
                Hostname = domain.Hostname,
                Id = DomainIds.Of(call.App, domain.Hostname),
                Kind = domain.IsDefault ? "heroku" : "custom",
                SniEndpoint = domain.SniEndpointId is { } id && names.TryGetValue(id, out var name) ? new NamedReference(id, name) : null,
                UpdatedAt = domain.UpdatedAt,
            }),
        ];
    }

    /// <summary>In the words that the client waits for.</summary>
    private static string? StatusOf(Domain domain) => domain.AcmStatus switch
    {
        AcmStatus.Pending => "verified",
        AcmStatus.Issued => "cert issued",
        AcmStatus.Failing => "failing",
        AcmStatus.Failed => "failed",
        _ => null,
    };

    private static string? EndpointIn(DomainRequest body) => body.SniEndpoint.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => null,
        JsonValueKind.String => body.SniEndpoint.GetString(),
        _ => throw ApiException.BadRequest("The field 'sni_endpoint' of the request body has a value that cannot be understood. Give a name, an id or null."),
    };
}
