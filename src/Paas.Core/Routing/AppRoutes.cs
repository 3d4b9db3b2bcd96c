using System.Collections.Immutable;
using Paas.Apps;
using Paas.Formations;
using Paas.Sleeping;

namespace Paas.Routing;

/// <summary>Derives an app's route from its model.</summary>
internal static class AppRoutes
{
    public static HttpRoute Derive(AppModel model)
    {
        var targets = ImmutableArray.CreateBuilder<RouteTarget>();
        var starting = false;
        var healthy = model.Dynos.Any(static dyno => dyno is { IsRouted: true, Health: not DynoHealth.Failing });
        foreach (var dyno in model.Dynos)
        {
            if (model.Sleep.Phase == SleepPhase.Awake && dyno is { IsRouted: true, Address: { } address } && (dyno.Health != DynoHealth.Failing || !healthy))
                targets.Add(new RouteTarget(dyno.Id, dyno.Name, address) { Release = dyno.Release });
            else if (dyno is { IsWeb: true, Phase: DynoPhase.Starting or DynoPhase.Listening } or { IsWeb: true, Phase: DynoPhase.Crashed, Crashes: 1 })
                starting = true; // the first restart after a crash is immediate
        }

        return new HttpRoute(model.App.Id, model.App.Name, Status(model, targets.Count > 0, starting), targets.DrainToImmutable())
        {
            Settings = Settings(model),
        };
    }

    public static ImmutableArray<string> Hosts(AppModel model, string baseDomain) =>
        model.Destroyed ? [] : [DefaultHost(model.App.Name, baseDomain), .. model.Document.Domains.Keys];

    public static string DefaultHost(string appName, string baseDomain) => $"{appName}.{baseDomain}";

    // The features, and the config vars by which an app on Heroku names its own pages.
    private static RouteSettings Settings(AppModel model) => new()
    {
        ErrorPageUrl = model.Config.GetValueOrDefault("ERROR_PAGE_URL"),
        MaintenancePageUrl = model.Config.GetValueOrDefault("MAINTENANCE_PAGE_URL"),
        MaxInFlightPerDyno = model.App.MaxInFlightPerDyno,
        SessionAffinity = model.Has(AppFeature.HttpSessionAffinity),
        EndToEndContinue = model.Has(AppFeature.HttpEndToEndContinue),
        DisableDynoKeepAlive = model.Has(AppFeature.HttpDisableKeepAliveToDyno),
    };

    private static RouteStatus Status(AppModel model, bool serving, bool starting)
    {
        if (model.App.Maintenance)
            return RouteStatus.Maintenance;
        if (model.Current?.Release.Slug is null)
            return RouteStatus.Blank;
        if (!model.Wanted().Processes.Any(static process => process.Type == "web"))
            return RouteStatus.NoWebDynos;
        if (model.Sleep.Phase != SleepPhase.Awake)
            return RouteStatus.Idle;
        if (serving)
            return RouteStatus.Serving;

        // Before its first dyno is planned an app counts as starting: the request waits for it.
        return starting || !model.Dynos.Any(static dyno => dyno is { IsWeb: true, Phase: DynoPhase.Crashed or DynoPhase.Failing }) ? RouteStatus.Starting : RouteStatus.Crashed;
    }
}
