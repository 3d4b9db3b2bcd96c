using Paas.Api.Http;
using Paas.Api.Json;

namespace Paas.Api.Absent;

/// <summary>What apps here have none of: lists are empty, and nothing is found.</summary>
internal sealed class AbsentEndpoints : IApiEndpoints
{
    private static readonly string[] _emptyLists =
    [
        "/addons", "/users/{account}/addons", "/apps/{app}/addons", "/addon-attachments", "/apps/{app}/addon-attachments", "/addon-services", "/addon-region-capabilities",
        "/apps/{app}/log-drains", "/apps/{app}/telemetry-drains", "/apps/{app}/webhooks", "/apps/{app}/webhook-deliveries", "/apps/{app}/webhook-events",
        "/pipelines", "/pipeline-couplings", "/users/{account}/pipeline-couplings", "/spaces", "/enterprise-accounts", "/account/features",
    ];

    private static readonly (string Pattern, string Resource)[] _nothing =
    [
        ("/addons/{addon}", "add_on"), ("/apps/{app}/addons/{addon}", "add_on"), ("/addons/{addon}/addon-attachments", "add_on"),
        ("/addon-attachments/{addon-attachment}", "addon_attachment"), ("/apps/{app}/addon-attachments/{addon-attachment}", "addon_attachment"),
        ("/addon-services/{addon-service}", "addon_service"), ("/addon-services/{addon-service}/plans", "addon_service"), ("/plans/{plan}", "plan"),
        ("/apps/{app}/log-drains/{log-drain}", "log_drain"), ("/telemetry-drains/{telemetry-drain}", "telemetry_drain"), ("/apps/{app}/webhooks/{webhook}", "webhook"),
        ("/pipelines/{pipeline}", "pipeline"), ("/pipelines/{pipeline}/pipeline-couplings", "pipeline"), ("/apps/{app}/pipeline-couplings", "pipeline_coupling"),
        ("/apps/{app}/review-app", "review_app"), ("/review-apps/{review-app}", "review_app"), ("/spaces/{space}", "space"), ("/account/features/{account-feature}", "account_feature"),
    ];

    public void Map(ApiRoutes routes)
    {
        foreach (var pattern in _emptyLists)
            routes.Get(pattern, static _ => Task.FromResult(ApiAnswer.Ok<IEnumerable<IdReference>>([], ApiJson.Default.IEnumerableIdReference)));
        foreach (var (pattern, resource) in _nothing)
            routes.Get(pattern, _ => throw ApiException.NotFound(resource));
        routes.Post("/actions/addons/resolve", static _ => throw ApiException.NotFound("add_on"));
        routes.Post("/actions/addon-attachments/resolve", static _ => throw ApiException.NotFound("addon_attachment"));
        routes.Post("/apps/{app}/addons", static _ => throw ApiException.NotFound("addon_service"));
    }
}
