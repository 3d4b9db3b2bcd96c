using System.Text;
using Microsoft.AspNetCore.Http;
using Paas.Api.Http;

namespace Paas.Api.OpenApi;

/// <summary>Serves the OpenAPI document of all routes, to everybody: it says nothing of any app.</summary>
internal sealed class OpenApiEndpoints : IApiEndpoints
{
    public void Map(ApiRoutes routes)
    {
        // Once all families have mapped their routes.
        var json = new Lazy<byte[]>(() => Encoding.UTF8.GetBytes(new OpenApiDocumentBuilder(routes).Build().ToJsonString()));
        routes.Open("GET", "/openapi/v1.json", http => new JsonAnswer(StatusCodes.Status200OK, json.Value).WriteAsync(http));
    }
}
