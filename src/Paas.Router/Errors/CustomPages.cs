using Microsoft.Extensions.Logging;

namespace Paas.Errors;

/// <summary>The pages of one app's own, made when they are first needed and again when the app changes their URL.</summary>
internal sealed class CustomPages
{
    private Entry? _error;
    private Entry? _maintenance;

    /// <summary>The app's page for a failure; null when the router's own is shown.</summary>
    public CustomPage? Find(HttpRoute route, ErrorPage page, ILogger logger) => page switch
    {
        ErrorPage.ApplicationError => Find(
            ref _error, route, route.Settings.ErrorPageUrl, nameof(RouteSettings.ErrorPageUrl), "Application Error", logger),
        ErrorPage.Maintenance => Find(
            ref _maintenance, route, route.Settings.MaintenancePageUrl, nameof(RouteSettings.MaintenancePageUrl), "Offline for maintenance", logger),
        _ => null,
    };

    private static CustomPage? Find(ref Entry? entry, HttpRoute route, string? url, string setting, string title, ILogger logger)
    {
        if (string.IsNullOrEmpty(url))
            return null;
        var present = Volatile.Read(ref entry);
        if (present is null || present.Url != url)
        {
            var isUsable = CustomPage.IsUsable(url);
            if (!isUsable)
                Log.PageUrlRefused(logger, route.AppName, setting, url);
            present = new Entry(url, isUsable ? new CustomPage(url, title) : null);
            Volatile.Write(ref entry, present);
        }
        return present.Page;
    }

    private sealed record Entry(string Url, CustomPage? Page);
}
