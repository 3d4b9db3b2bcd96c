using Paas.Api.Http;
using Paas.Api.Json;

namespace Paas.Api.Catalog;

/// <summary>What status.heroku.com says, for <c>heroku status</c>: that this answers means that it runs.</summary>
internal sealed class StatusEndpoints : IApiEndpoints
{
    public void Map(ApiRoutes routes) => routes.Open("GET", "/api/v4/current-status", static http => ApiAnswer.Ok(
        new PlatformStatus([new SystemStatus("Apps", "green"), new SystemStatus("Data", "green"), new SystemStatus("Tools", "green")], [], []), ApiJson.Default.PlatformStatus).WriteAsync(http));
}
