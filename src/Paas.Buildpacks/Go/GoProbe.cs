using Paas.Shell;
using Paas.Toolchains;

namespace Paas.Go;

/// <summary>Shell text that finds the Go installations of a machine.</summary>
internal static class GoProbe
{
    /// <summary>
    /// The one on the PATH first, then those in the usual places, newest first; before all those of the minor release asked
    /// for. Newer ones would write telemetry into the home, which is the app.
    /// </summary>
    public static string Script(string? asked)
    {
        var minor = asked is null ? "" : string.Join(@"\.", ToolchainVersion.Parse(asked).Numbers.Take(2));
        return $$"""
            found=$(
              { command -v go; ls -d /usr/lib/go-*/bin/go /usr/local/go*/bin/go /opt/go*/bin/go 2>/dev/null | sort -rV; } | while read -r go; do
                version=$(cd / && GOTOOLCHAIN=local GOFLAGS= XDG_CONFIG_HOME=/dev/null "$go" version 2>/dev/null | sed -nE 's/^go version go([0-9]+(\.[0-9]+)*((rc|beta)[0-9]+)?).*/\1/p')
                if [ -n "$version" ]; then printf '%s %s\n' "$version" "$(dirname "$go")"; fi
              done
            )
            printf '%s\n' "$found" | grep -E {{ShellText.Quote($"^{minor}[ .rb]")}}
            printf '%s\n' "$found"
            """;
    }
}
