using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Paas.Dynos.Local;

/// <summary>
/// Brings a dyno's environment past the programs that still have the host's rights: a config var such as LD_PRELOAD would
/// make them run the app's code. Until the dyno's user is taken every variable has a name that means nothing; then a shell
/// gives each its own name. None is an argument, where other users could read it, but those whose names no shell can hold, for the blink of an exec.
/// </summary>
internal static partial class SandboxEnvironment
{
    // A shell gives these a meaning of its own, or refuses them.
    private static readonly HashSet<string> Special = new(StringComparer.Ordinal)
    {
        "_", "EUID", "GROUPS", "IFS", "LINENO", "OPTARG", "OPTIND", "PPID", "PS4", "RANDOM", "SECONDS", "SHELLOPTS", "UID", "HISTCMD", "DIRSTACK", "FUNCNAME", "PIPESTATUS",
    };

    /// <param name="entries">The dyno's environment; the first is its marker, which stays as it is.</param>
    /// <returns>The environment to spawn with, and the script, whose arguments are the program and its arguments.</returns>
    public static (IReadOnlyList<string> Entries, string Script) Cover(IReadOnlyList<string> entries)
    {
        var prefix = "PAAS_ENTRY_";
        while (entries.Any(entry => entry.StartsWith(prefix, StringComparison.Ordinal)))
            prefix += "_";

        var covered = new List<string>(entries.Count) { entries[0] };
        var script = new StringBuilder();
        var unset = new StringBuilder();
        var others = new StringBuilder();
        var forget = new StringBuilder();
        for (var i = 1; i < entries.Count; i++)
        {
            var equals = entries[i].IndexOf('=', StringComparison.Ordinal);
            var name = entries[i][..equals];
            var cover = prefix + i.ToString(CultureInfo.InvariantCulture);
            covered.Add(cover + entries[i][equals..]);
            if (Identifier().IsMatch(name) && !Special.Contains(name) && !name.StartsWith("BASH", StringComparison.Ordinal))
            {
                script.Append(CultureInfo.InvariantCulture, $"export {name}=\"${cover}\"; ");
                unset.Append(' ').Append(cover);
            }
            else
            {
                // No shell can hold this name; env can.
                forget.Append(" -u ").Append(cover);
                others.Append(CultureInfo.InvariantCulture, $" '{name.Replace("'", "'\\''", StringComparison.Ordinal)}'=\"${cover}\"");
            }
        }

        if (unset.Length > 0)
            script.Append("unset").Append(unset).Append("; ");
        script.Append(others.Length > 0 ? $"exec /usr/bin/env{forget}{others} \"$@\"" : "exec \"$@\"");
        return (covered, script.ToString());
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Identifier();
}
