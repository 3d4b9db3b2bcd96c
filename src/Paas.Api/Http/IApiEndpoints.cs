namespace Paas.Api.Http;

/// <summary>A family of routes: adds its lines to the routing table.</summary>
internal interface IApiEndpoints
{
    void Map(ApiRoutes routes);
}
