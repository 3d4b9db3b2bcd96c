using Microsoft.AspNetCore.Http;

namespace Paas.Api.Http;

/// <summary>Collects the routing table.</summary>
internal sealed class ApiRoutes
{
    private readonly List<ApiRoute> _routes = [];
    private readonly List<OpenRoute> _open = [];

    public IReadOnlyList<ApiRoute> All => _routes;

    public IReadOnlyList<OpenRoute> Opened => _open;

    /// <summary>A route without a token; see <see cref="OpenRoute"/>.</summary>
    public void Open(string method, string pattern, Func<HttpContext, Task> handler) => _open.Add(new OpenRoute(method, pattern, handler));

    public void Get(string pattern, Func<ApiCall, Task<ApiAnswer>> handler) => _routes.Add(new ApiRoute("GET", pattern, handler));

    public void Post(string pattern, Func<ApiCall, Task<ApiAnswer>> handler) => _routes.Add(new ApiRoute("POST", pattern, handler));

    public void Put(string pattern, Func<ApiCall, Task<ApiAnswer>> handler) => _routes.Add(new ApiRoute("PUT", pattern, handler));

    public void Patch(string pattern, Func<ApiCall, Task<ApiAnswer>> handler) => _routes.Add(new ApiRoute("PATCH", pattern, handler));

    public void Delete(string pattern, Func<ApiCall, Task<ApiAnswer>> handler) => _routes.Add(new ApiRoute("DELETE", pattern, handler));
}
