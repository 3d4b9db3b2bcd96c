using System.Globalization;
using System.Text.RegularExpressions;

namespace Paas.Dynos.Local;

/// <summary>How a dyno's command is run. Source: Dev Center, "Dynos" and "Buildpack API" (.profile.d).</summary>
internal static partial class DynoShell
{
    // $0 is the shell, $1 the command, kept in a variable because a profile may set the positional parameters.
    private const string ScriptWithProfiles =
        "__shell=$0; __command=$1; "
        + "for __profile in .profile.d/*.sh; do [ -f \"$__profile\" ] && . \"./$__profile\"; done; "
        + "[ -f .profile ] && . ./.profile; "
        + "exec \"$__shell\" -c \"$__command\"";

    /// <summary>The shell of the gate.</summary>
    public static string GateShell(string path) => Find("sh", path) ?? throw Missing(path);

    /// <summary>setsid(1), which gives a dyno a session of its own where something stands before it, and its terminal.</summary>
    /// <exception cref="CannotStartException">There is none.</exception>
    public static string SessionStarter(string path) => Find("setsid", path)
        ?? throw new CannotStartException($"There is no setsid on this machine (PATH is '{path}'); install util-linux.");

    /// <summary>bash, or sh where there is none, with the command; the profiles of a slug are sourced first, those of a source that is being built are not.</summary>
    public static IReadOnlyList<string> Arguments(string command, string path, bool sourceProfiles)
    {
        var shell = Find("bash", path) ?? Find("sh", path) ?? throw Missing(path);
        return sourceProfiles ? [shell, "-c", ScriptWithProfiles, shell, command] : [shell, "-c", command];
    }

    /// <summary>The command for the log, with <c>$PORT</c> and <c>${PORT}</c> expanded.</summary>
    public static string Expand(string command, int? port) =>
        port is { } number ? PortReference().Replace(command, number.ToString(CultureInfo.InvariantCulture)) : command;

    private static string? Find(string shell, string path)
    {
        foreach (var directory in (string[])["/bin", "/usr/bin", "/usr/local/bin", .. path.Split(':', StringSplitOptions.RemoveEmptyEntries)])
        {
            var candidate = Path.Combine(directory, shell);
            if (File.Exists(candidate))
                return candidate;
        }

        return null;
    }

    private static CannotStartException Missing(string path) =>
        new($"There is no bash and no sh on this machine (PATH is '{path}'); install bash or set LocalProcessOptions.Path.");

    [GeneratedRegex(@"\$(?:PORT\b|\{PORT\})")]
    private static partial Regex PortReference();
}
