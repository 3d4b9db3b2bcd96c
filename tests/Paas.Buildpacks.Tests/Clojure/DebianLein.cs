using Paas.Builds;
using Paas.Jvm;

namespace Paas.Clojure;

/// <summary>Leiningen with Debian's packages as its repository.</summary>
internal static class DebianLein
{
    /// <summary>Skips the test on a machine without Leiningen or one of the libraries.</summary>
    public static Task RequireAsync(DebianMaven maven, params string[] artifacts) => maven.RequireAsync(artifacts, "lein");

    /// <summary>Adds the app's own profiles, which name the repository: those of a user do not count with <c>with-profile production</c>.</summary>
    public static TestDirectory WithMirror(this TestDirectory app, DebianMaven maven)
    {
        var mirror = $"{{:mirrors {{#\".*\" {{:name \"debian\" :url \"{maven.Url}\" :repo-manager true}}}}}}";
        return app.With(".lein/profiles.clj", $"{{:user {mirror} :production {mirror}}}");
    }
}
