using System.Text;
using Paas.Shell;

namespace Paas.CloudNative;

/// <summary>Changes of the environment as shell text.</summary>
internal static class EnvironmentScript
{
    /// <summary>Variable that holds the process type where a script has changes for some types only.</summary>
    public const string ProcessType = "__cnb_type";

    /// <param name="changes">The changes, in order.</param>
    /// <param name="moved">Paths that are others when the script runs, and shell text of those, for double quotes.</param>
    public static string Write(IEnumerable<EnvironmentChange> changes, params ReadOnlySpan<(string Path, string Place)> moved)
    {
        var script = new StringBuilder();
        foreach (var change in changes)
        {
            if (change.ProcessType is { } type)
                script.Append($"[ \"${ProcessType}\" != {ShellText.Quote(type)} ] || ");
            script.Append($"export {change.Name}={Value(change, moved)}\n");
        }

        return script.ToString();
    }

    /// <summary>One word of a shell, in which moved paths are replaced.</summary>
    public static string Word(string text, params ReadOnlySpan<(string Path, string Place)> moved)
    {
        foreach (var (path, place) in moved)
        {
            if (text.IndexOf(path, StringComparison.Ordinal) is >= 0 and var start)
                return (start == 0 ? "" : Word(text[..start], moved)) + $"\"{place}\"" + (start + path.Length == text.Length ? "" : Word(text[(start + path.Length)..], moved));
        }

        return ShellText.Quote(text);
    }

    private static string Value(EnvironmentChange change, ReadOnlySpan<(string, string)> moved)
    {
        var (name, value, delimiter) = (change.Name, Word(change.Value, moved), change.Delimiter.Length == 0 ? "" : ShellText.Quote(change.Delimiter));
        // Words inside of ${…:+…} are quoted each, so that they are never split or expanded.
        return change.Action switch
        {
            EnvironmentAction.Override => value,
            EnvironmentAction.Default => $"${{{name}:-{value}}}",
            EnvironmentAction.Append => $"${{{name}:+\"${name}\"{delimiter}}}{value}",
            _ => $"{value}${{{name}:+{delimiter}\"${name}\"}}",
        };
    }
}
