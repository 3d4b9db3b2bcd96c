using System.Collections.Immutable;
using Paas.Files;
using Paas.Toolchains;

namespace Paas.Clojure;

/// <summary>The Clojure CLI (tools.deps), for apps with a deps.edn: further than Heroku, which only has it at hand.</summary>
internal sealed class ClojureCliTool(BuildContext context, ConfinedDirectory app, DepsProject project, ToolchainFinder finder) : ClojureTool
{
    private const string Vendored = "bin/clojure";

    public override string Name => "the Clojure CLI";

    public override bool StartsTheApp => project.BuildArguments is null;

    public override string BuildCommand => project.BuildArguments is { } build ? $"clojure {build}"
        : project.RunArguments is { } run ? $"clojure -P {run}"
        : "clojure -P";

    public override string? JarName => null;

    public override string? RunCommand => project.RunArguments is { } run ? $"clojure {run}" : null;

    public override ImmutableArray<string> ProfileLines =>
        ["export CLJ_JVM_OPTS=\"${CLJ_JVM_OPTS:+$CLJ_JVM_OPTS }-Duser.home=$HOME\"", "export GITLIBS=\"$HOME/.gitlibs\"", "export PATH=\"$HOME/bin:$PATH\""];

    public override async ValueTask<(Toolchain? Program, string? Error)> FindAsync(ImmutableDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        if (app.FileExists(Vendored))
        {
            context.Output.Step($"Using vendored Clojure CLI at {Vendored}");
            return (new Toolchain("vendored", app.PathOf("bin"), null), null);
        }

        var request = new ToolchainRequest("clojure", "Clojure CLI")
        {
            Range = "1.10.3 or newer",
            AskedBy = DepsProject.FileName,
            Accepts = static version => ToolchainVersion.Parse(version).CompareTo(ToolchainVersion.Parse("1.10.3")) >= 0,

            // A plain Clojure of a distribution has the same name, and would wait for input.
            Probe = """
                for clojure in "$(command -v clojure)" /usr/local/bin/clojure /opt/clojure/bin/clojure; do
                  [ -x "$clojure" ] && grep -qs 'Sdeps\|tools\.deps' "$clojure" || continue
                  version=$(cd / && timeout 60 "$clojure" --version 2>&1 </dev/null | sed -nE 's/^Clojure CLI version ([0-9.]+).*/\1/p')
                  if [ -n "$version" ]; then printf '%s %s\n' "$version" "$(dirname "$clojure")"; fi
                done
                """,
            Directory = Path.Combine(context.CacheDirectory, "toolchains", "clojure"),
            Advice = "clojure.org/guides/install_clojure; or commit a script that starts it as bin/clojure",
        };
        var (clojure, error) = await finder.FindAsync(context, request, environment, cancellationToken);
        if (clojure is not null)
            context.Output.Step($"Using the Clojure CLI {clojure.Version}");
        return (clojure, error);
    }

    public override ImmutableDictionary<string, string> Environment(ImmutableDictionary<string, string> environment, string home) => environment
        .SetItem("CLJ_CONFIG", environment.GetValueOrDefault("CLJ_CONFIG") ?? $"{home}/.clojure")
        .SetItem("GITLIBS", environment.GetValueOrDefault("GITLIBS") ?? $"{home}/.gitlibs")
        .SetItem("CLJ_JVM_OPTS", $"{environment.GetValueOrDefault("CLJ_JVM_OPTS")} -Duser.home={home}".TrimStart());
}
