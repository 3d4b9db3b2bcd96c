using System.Collections.Immutable;
using Paas.Files;
using Paas.Toolchains;

namespace Paas.Clojure;

/// <summary>Leiningen, for apps with a project.clj.</summary>
internal sealed class LeiningenTool(BuildContext context, ConfinedDirectory app, LeinProject project, ToolchainFinder finder) : ClojureTool
{
    private const string Home = ".lein";
    private const string Program = ".heroku/leiningen";
    private const string Vendored = "bin/lein";

    public override string Name => "Leiningen";

    /// <summary>As on Heroku: it is left out when there is a jar with everything in it, unless LEIN_INCLUDE_IN_SLUG says otherwise.</summary>
    public override bool StartsTheApp => context.ConfigVars.GetValueOrDefault("LEIN_INCLUDE_IN_SLUG") switch { "yes" => true, "no" => false, _ => project.UberjarName is null };

    public override string BuildCommand => "lein " + (context.ConfigVars.GetValueOrDefault("LEIN_BUILD_TASK") is { Length: > 0 } task ? task
        : project.UberjarName is not null ? "uberjar"
        : project.UsesNpm ? "with-profile production do deps, compile :all"
        : "with-profile production compile :all");

    public override string? JarName => project.UberjarName;

    public override string? RunCommand => "lein with-profile production trampoline run";

    public override ImmutableArray<string> ProfileLines =>
        [$"export LEIN_HOME=\"$HOME/{Home}\"", $"export PATH=\"$HOME/{Program}/bin:$HOME/bin:$PATH\"", "export LEIN_JVM_OPTS=\"${LEIN_JVM_OPTS:+$LEIN_JVM_OPTS }-Duser.home=$HOME\""];

    public override async ValueTask<(Toolchain? Program, string? Error)> FindAsync(ImmutableDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        if (app.FileExists(Vendored))
        {
            context.Output.Step($"Using vendored Leiningen at {Vendored}");
            return (new Toolchain("vendored", app.PathOf("bin"), null), null);
        }

        var least = project.MinVersion is null ? null : ToolchainVersion.Parse(project.MinVersion);
        if (least is null)
            context.Output.Alert("project.clj has no :min-lein-version. Add ':min-lein-version \"2.0.0\"', so that an old Leiningen says that it is too old.");

        var request = new ToolchainRequest("leiningen", "Leiningen")
        {
            Range = $"{project.MinVersion ?? "2.0.0"} or newer",
            AskedBy = least is null ? null : $"project.clj, line {project.MinVersionLine},",
            Accepts = version => ToolchainVersion.Parse(version) is { Numbers: [>= 2, ..] } there && (least is null || there.CompareTo(least) >= 0),

            // The script tells its version; to ask the program takes seconds.
            Probe = """
                for lein in "$(command -v lein)" /usr/share/leiningen/bin/lein /usr/local/bin/lein /opt/leiningen/bin/lein; do
                  [ -x "$lein" ] || continue
                  version=$(sed -nE 's/^ *(export )?LEIN_VERSION="?([0-9]+\.[0-9]+\.[0-9]+)"?.*/\2/p' "$lein" | head -n 1)
                  [ -n "$version" ] || version=$(timeout 60 "$lein" version 2>/dev/null </dev/null | sed -nE 's/^Leiningen ([0-9]+\.[0-9]+\.[0-9]+).*/\1/p')
                  if [ -n "$version" ]; then printf '%s %s\n' "$version" "$(dirname "$lein")"; fi
                done
                """,
            Directory = StartsTheApp ? app.PathOf(Program) : Path.Combine(context.CacheDirectory, "toolchains", "leiningen"),
            Advice = "leiningen.org; Debian: apt-get install leiningen; or commit its script as bin/lein",
        };
        var (lein, error) = await finder.FindAsync(context, request, environment, cancellationToken);
        if (lein is not null)
            context.Output.Step($"Using Leiningen {lein.Version}");
        return (lein, error);
    }

    public override ImmutableDictionary<string, string> Environment(ImmutableDictionary<string, string> environment, string home)
    {
        // The app's own profiles, where Leiningen looks for those of a user whose home is the app directory.
        var kept = new ConfinedDirectory(home);
        kept.Delete($"{Home}/profiles.clj");
        if (app.ReadText($"{Home}/profiles.clj") is { } profiles)
            kept.WriteText($"{Home}/profiles.clj", profiles);
        var options = environment.GetValueOrDefault("LEIN_JVM_OPTS") is { Length: > 0 } own ? own : "-Xmx400m -XX:+TieredCompilation -XX:TieredStopAtLevel=1";
        return environment
            .SetItem("LEIN_HOME", $"{home}/{Home}")
            .SetItem("LEIN_JVM_OPTS", $"{options} -Duser.home={home}")
            .SetItem("JVM_OPTS", "-Xmx600m");
    }
}
