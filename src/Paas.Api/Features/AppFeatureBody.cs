using Paas.Api.Catalog;
using Paas.Api.Json;

namespace Paas.Api.Features;

/// <summary>Something that an app can switch on. Source: Platform API schema, <c>app-feature</c>.</summary>
internal sealed record AppFeatureBody
{
    public DateTimeOffset CreatedAt { get; init; } = RegionBody.Epoch;
    public string Description { get; init; } = "";
    public string DisplayName { get; init; } = "";
    public string DocUrl { get; init; } = "";
    public bool Enabled { get; init; }
    public string FeedbackEmail { get; init; } = "";
    public Guid Id { get; init; }
    public string Name { get; init; } = "";

    /// <summary><c>general</c> is listed by <c>heroku features</c>, anything else by <c>heroku labs</c>.</summary>
    public string State { get; init; } = "";

    public DateTimeOffset UpdatedAt { get; init; } = RegionBody.Epoch;

    /// <summary>All features of an app.</summary>
    public static IReadOnlyList<AppFeatureBody> All(App app) => [.. AppFeature.All.Select(name => Of(name) with { Enabled = app.Features.Contains(name), Id = DerivedId.Of("app-feature", name), Name = name })];

    private static AppFeatureBody Of(string name) => name switch
    {
        AppFeature.Preboot => General("Preboot", "Provide seamless web dyno deploys", "preboot"),
        AppFeature.HttpSessionAffinity => General("HTTP Session Affinity", "Enable session affinity for all requests", "session-affinity"),
        AppFeature.LogRuntimeMetrics => Labs("Log Runtime Metrics", "Emit dyno resource usage information into app logs", "log-runtime-metrics"),
        AppFeature.HttpEndToEndContinue => Labs("HTTP end-to-end continue", "Leave 100-continue to the dyno", "http-routing"),
        AppFeature.HttpDisableKeepAliveToDyno => Labs("HTTP disable keep-alive to dyno", "Close the router's connection to a dyno after each request", "http-routing"),
        _ => Labs(name, name, "labs"),
    };

    private static AppFeatureBody General(string title, string description, string article) => Labs(title, description, article) with { State = "general" };

    private static AppFeatureBody Labs(string title, string description, string article) =>
        new() { DisplayName = title, Description = description, DocUrl = $"https://devcenter.heroku.com/articles/{article}", State = "public" };
}
