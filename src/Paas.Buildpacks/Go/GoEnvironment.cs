using System.Collections.Immutable;
using Paas.Caching;
using Paas.Toolchains;

namespace Paas.Go;

/// <summary>What the go command is told by its environment. Source: pkg.go.dev/cmd/go, "Environment variables".</summary>
internal static class GoEnvironment
{
    private static readonly ToolchainVersion _firstThatStampsVersions = ToolchainVersion.Parse("1.18");

    public static readonly ImmutableDictionary<string, string> Defaults =
        ImmutableDictionary<string, string>.Empty.Add("GOTOOLCHAIN", "local").Add("GIT_TERMINAL_PROMPT", "0");

    /// <param name="base">Config vars over the defaults.</param>
    /// <param name="credentials">Those of private module hosts.</param>
    /// <param name="version">Version of Go.</param>
    /// <param name="app">The app's directory.</param>
    /// <param name="modules">Directory of downloaded modules.</param>
    /// <param name="cache">Where Go keeps what it compiled, and its own files: HOME is the app directory, and what is there goes into the slug.</param>
    public static ImmutableDictionary<string, string> Create(
        ImmutableDictionary<string, string> @base, GoCredentials credentials, string version, string app, string modules, BuildCache cache)
    {
        var environment = @base.ToBuilder();
        foreach (var (name, value) in credentials.Environment)
            environment[name] = value;
        environment["GOBIN"] = $"{app}/bin";
        environment["GOPATH"] = modules;
        environment["XDG_CONFIG_HOME"] = cache.Open("config");
        if (!environment.ContainsKey("GOCACHE"))
            environment["GOCACHE"] = cache.Open("build");

        // The same source makes the same program wherever it is built: an unchanged package is neither compiled nor stored
        // twice. The app's own GOFLAGS come later and win.
        var stamp = ToolchainVersion.Parse(version).CompareTo(_firstThatStampsVersions) >= 0 ? " -buildvcs=false" : "";
        environment["GOFLAGS"] = $"-trimpath -modcacherw{stamp} {environment.GetValueOrDefault("GOFLAGS")}".TrimEnd();

        foreach (var name in new[] { "CGO_CFLAGS", "CGO_CPPFLAGS", "CGO_CXXFLAGS", "CGO_LDFLAGS" })
        {
            if (environment.TryGetValue(name, out var value))
                environment[name] = value.Replace("${build_dir}", app, StringComparison.Ordinal);
        }

        return environment.ToImmutable();
    }
}
