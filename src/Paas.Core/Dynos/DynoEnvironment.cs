using System.Collections.Immutable;
using System.Globalization;
using Paas.Apps;

namespace Paas.Dynos;

/// <summary>
/// The environment of a dyno, derived from its release: config vars over dyno metadata. The driver adds what depends on
/// the place (<c>HOME</c>, <c>PATH</c>, <c>PORT</c>, <c>DYNO</c>). Source: devcenter.heroku.com/articles/dyno-metadata.
/// </summary>
internal static class DynoEnvironment
{
    public static ImmutableSortedDictionary<string, string> Derive(
        App app, Release release, Guid dynoId, string baseDomain, ImmutableSortedDictionary<string, string> config)
    {
        var environment = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        environment["HEROKU_APP_ID"] = app.Id.ToString();
        environment["HEROKU_APP_NAME"] = app.Name;
        environment["HEROKU_APP_DEFAULT_DOMAIN_NAME"] = Routing.AppRoutes.DefaultHost(app.Name, baseDomain);
        environment["HEROKU_DYNO_ID"] = dynoId.ToString();
        environment["HEROKU_RELEASE_VERSION"] = string.Create(CultureInfo.InvariantCulture, $"v{release.Version}");
        environment["HEROKU_RELEASE_CREATED_AT"] = release.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        if (release.Slug is { Commit: { } commit })
        {
            environment["HEROKU_SLUG_COMMIT"] = commit;
            environment["HEROKU_SLUG_DESCRIPTION"] = release.Description;
        }

        foreach (var (name, value) in config)
            environment[name] = value;
        return environment.ToImmutable();
    }
}
