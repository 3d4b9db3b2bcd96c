using Paas.Routing;

namespace Paas.Apps;

/// <summary>Where apps answer.</summary>
internal static class AppUrls
{
    /// <summary>The app's address with the router's scheme and port; without a router a plain one.</summary>
    public static Uri Web(string appName, string baseDomain, Uri? router)
    {
        var builder = new UriBuilder(router?.Scheme ?? "http", AppRoutes.DefaultHost(appName, baseDomain)) { Port = router is null || router.IsDefaultPort ? -1 : router.Port };
        return builder.Uri;
    }
}
