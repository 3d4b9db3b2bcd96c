using Paas.Shell;

namespace Paas.CloudNative;

/// <summary>
/// The script that runs a program of a buildpack with its environment: what is there, then what layers say, then what the developer says,
/// then what the specification says. Source: buildpacks/spec, buildpack.md, "Environment"; the lifecycle's build environment.
/// </summary>
internal static class ProgramScript
{
    // A file for each variable, its whole content the value.
    private const string DeveloperVariables = """
        for __file in "$CNB_PLATFORM_DIR"/env/*; do
          [ -f "$__file" ] || continue
          __name=${__file##*/}; __value=
          [[ $__name =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]] || continue
          IFS= read -r -d '' __value < "$__file" || true
          case $__name in
            SEARCH_PATHS) export "$__name=$__value${!__name:+:${!__name}}" ;;
            *) export "$__name=$__value" ;;
          esac
        done
        unset __file __name __value

        """;

    /// <param name="room">Where it works.</param>
    /// <param name="buildpack">Whose program.</param>
    /// <param name="stack">The app's stack.</param>
    /// <param name="executionEnvironment">What the build is for.</param>
    /// <param name="changes">What layers do to the environment.</param>
    /// <param name="own">Further variables of the specification.</param>
    /// <param name="program">Program and arguments.</param>
    public static string Write(
        BuildRoom room, BuildpackDescriptor buildpack, string stack, string executionEnvironment,
        IEnumerable<EnvironmentChange> changes, IEnumerable<(string Name, string Value)> own, params ReadOnlySpan<string> program)
    {
        var target = room.Target;
        (string, string)[] variables =
        [
            ("CNB_PLATFORM_DIR", room.Work.PathOf("platform")),
            ("CNB_BUILDPACK_DIR", buildpack.Files.Root),
            ("CNB_EXEC_ENV", executionEnvironment),
            ("CNB_STACK_ID", stack),
            ("CNB_TARGET_OS", target.Os),
            ("CNB_TARGET_ARCH", target.Architecture),
            ("CNB_TARGET_ARCH_VARIANT", target.Variant),
            ("CNB_TARGET_DISTRO_NAME", target.DistributionName),
            ("CNB_TARGET_DISTRO_VERSION", target.DistributionVersion),
            .. own,
        ];
        var exports = string.Concat(variables.Where(static variable => variable.Item2.Length > 0).Select(static variable => $"export {variable.Item1}={ShellText.Quote(variable.Item2)}\n"));
        var words = new List<string>(program.Length);
        foreach (var word in program)
            words.Add(ShellText.Quote(word));
        return $"export HOME={ShellText.Quote(room.Work.PathOf("home"))}\n"
            + EnvironmentScript.Write(changes)
            + exports
            + (buildpack.ClearsEnvironment ? "" : DeveloperVariables.Replace("SEARCH_PATHS", string.Join('|', LayerEnvironment.PathVariables), StringComparison.Ordinal) + exports)
            + $"cd {ShellText.Quote(room.AppPath)} || exit 1\nexec {string.Join(' ', words)}\n";
    }
}
