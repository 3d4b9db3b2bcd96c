using System.Collections.Immutable;

namespace Paas.Environments;

/// <summary>Config vars as the commands of a build see them.</summary>
internal static class BuildEnvironment
{
    /// <summary>
    /// Names that would break the build tools themselves. Source: the classic buildpack API's <c>export_env_dir</c>
    /// denylist (devcenter.heroku.com/articles/buildpack-api).
    /// </summary>
    private static readonly ImmutableHashSet<string> _denied =
        ["PATH", "GIT_DIR", "CPATH", "CPPATH", "LD_PRELOAD", "LIBRARY_PATH", "LANG", "BUILD_DIR", "HOME"];

    /// <summary>The app's config vars over a language's defaults, without the denied names.</summary>
    public static ImmutableDictionary<string, string> Create(BuildContext context, IEnumerable<KeyValuePair<string, string>> defaults, params ReadOnlySpan<string> alsoDenied)
    {
        var environment = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        environment.AddRange(defaults);
        foreach (var (name, value) in context.ConfigVars)
        {
            if (!_denied.Contains(name) && !alsoDenied.Contains(name))
                environment[name] = value;
        }

        return environment.ToImmutable();
    }
}
