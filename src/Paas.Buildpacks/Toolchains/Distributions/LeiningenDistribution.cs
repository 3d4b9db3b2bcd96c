using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Paas.Toolchains.Distributions;

/// <summary>
/// Leiningen, the stable version. Source: codeberg.org/leiningen/leiningen; its script <c>bin/lein</c> names version and
/// checksum of the program.
/// </summary>
internal sealed partial class LeiningenDistribution() : Distribution("leiningen", "https://codeberg.org/leiningen/leiningen/")
{
    // "trampoline" makes Leiningen write the command that shall take its place into a file.
    private const string Starter = """
        #!/usr/bin/env bash
        jar="$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../lib/leiningen-standalone.jar"
        export TRAMPOLINE_FILE="${TMPDIR:-/tmp}/lein-trampoline-$$"
        trap 'rm -f "$TRAMPOLINE_FILE"' EXIT
        "${LEIN_JAVA_CMD:-${JAVA_CMD:-java}}" -Dfile.encoding=UTF-8 -Dmaven.wagon.http.ssl.easy=false -Dmaven.wagon.rto=10000 $LEIN_JVM_OPTS \
          -Dleiningen.input-checksum= -Dleiningen.original.pwd="$PWD" -cp "$jar" clojure.main -m leiningen.core.main "$@" || exit
        if [ -r "$TRAMPOLINE_FILE" ]; then
          command="$(cat "$TRAMPOLINE_FILE")"
          rm -f "$TRAMPOLINE_FILE"
          exec sh -c "exec $command"
        fi

        """;

    public override async ValueTask<ImmutableArray<ToolchainRelease>> ListAsync(ToolchainOrigin origin, CancellationToken cancellationToken)
    {
        var script = await origin.GetTextAsync("raw/branch/stable/bin/lein", cancellationToken);
        var version = Version().Match(script);
        var checksum = ToolchainOrigin.Checksum(Checksum().Match(script) is { Success: true } match ? match.Groups[1].Value : null);
        return version.Success && checksum is not null
            ? [Release(version.Groups[1].Value, origin.At($"releases/download/{version.Groups[1].Value}/leiningen-{version.Groups[1].Value}-standalone.jar"), checksum)]
            : [];
    }

    public override void Unpack(string archive, string directory)
    {
        Directory.CreateDirectory(Path.Combine(directory, "lib"));
        File.Copy(archive, Path.Combine(directory, "lib", "leiningen-standalone.jar"));
        WriteProgram(Path.Combine(directory, "bin", "lein"), Starter);
    }

    [GeneratedRegex("""LEIN_VERSION=["']?(\d+\.\d+\.\d+)["']?\s*$""", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Version();

    [GeneratedRegex("LEIN_CHECKSUM=[\"']?([0-9a-f]{64})", RegexOptions.CultureInvariant)]
    private static partial Regex Checksum();
}
