using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Paas.Api.Http;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Exposes the Platform API on a host.</summary>
public static class PaasApiEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the Heroku Platform API v3 at the root of the host, where clients expect it. The endpoints authenticate by
    /// themselves, through <see cref="Paas.IAuthenticator"/>; paths that nothing else serves are answered with its 404.
    /// </summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <returns>The endpoints, for example to require a host name.</returns>
    public static IEndpointConventionBuilder MapPaasApi(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);

        var services = endpoints.ServiceProvider;
        var pipeline = services.GetService<ApiPipeline>()
            ?? throw new InvalidOperationException("The API is not added to the platform; call services.AddPaas(paas => paas.AddApi()).");
        var routes = new ApiRoutes();
        foreach (var family in services.GetServices<IApiEndpoints>())
            family.Map(routes);

        var group = endpoints.MapGroup("");
        foreach (var route in routes.All)
            group.MapMethods(route.Pattern, [route.Method], (RequestDelegate)(http => pipeline.RunAsync(http, route))).WithMetadata(route);
        foreach (var route in routes.Opened)
            group.MapMethods(route.Pattern, [route.Method], (RequestDelegate)(http => pipeline.RunAsync(http, route))).WithMetadata(route);
        var unknown = new ApiRoute("*", "/{**path}", static _ => throw new ApiException(StatusCodes.Status404NotFound, Paas.PaasErrors.NotFound, "The requested API endpoint was not found. Are you using the right HTTP verb (i.e. `GET` vs. `POST`), and did you specify your intended version with the `Accept` header?"));
        group.Map(unknown.Pattern, (RequestDelegate)(http => pipeline.RunAsync(http, unknown))).Add(static builder => ((RouteEndpointBuilder)builder).Order = int.MaxValue - 1);
        return group.AllowAnonymous();
    }
}
