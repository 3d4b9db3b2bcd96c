using System.Globalization;
using Paas.Api.Http;
using Paas.Api.Json;

namespace Paas.Api.Audit;

/// <summary>The audit trail, newest first: the newest thousand records, or those before <c>?before=NUMBER</c>. A route of this platform's own.</summary>
internal sealed class AuditEndpoints : IApiEndpoints
{
    private const int MaxRecords = 1_000;

    public void Map(ApiRoutes routes)
    {
        routes.Get("/account/audit-records", static call => ListAsync(call, null));
        routes.Get("/apps/{app}/audit-records", static call => ListAsync(call, call.AppId));
    }

    private static async Task<ApiAnswer> ListAsync(ApiCall call, string? app)
    {
        var text = call.Http.Request.Query["before"].ToString();
        var before = 0L;
        if (text.Length > 0 && !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out before))
            throw ApiException.Invalid("The parameter 'before' must be the number of a record.");
        var records = await call.Platform.Accounts.Audit.ReadAsync(new AuditQuery { App = app, Before = text.Length > 0 ? before : null, Limit = MaxRecords }, call.Aborted);
        return ApiAnswer.List([.. records.Select(AuditBody.Of)], ApiJson.Default.IEnumerableAuditBody, ListKey<AuditBody>.Number("number", static record => record.Number));
    }
}
