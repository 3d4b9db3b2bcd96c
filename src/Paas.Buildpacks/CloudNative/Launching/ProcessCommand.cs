using Paas.Shell;

namespace Paas.CloudNative;

/// <summary>
/// The shell line that starts a process as the launcher of the lifecycle does. Source: buildpacks/spec, buildpack.md, "Phase #4: Launch".
/// </summary>
internal static class ProcessCommand
{
    // What a shell takes for something else than the name of a program, where it is not quoted.
    private static readonly string[] _keywords =
        ["if", "then", "else", "elif", "fi", "case", "esac", "for", "select", "while", "until", "do", "done", "in", "function", "time", "coproc"];

    /// <param name="process">The process.</param>
    /// <param name="moved">Paths that are others in a dyno, and shell text of those, for double quotes.</param>
    public static string Of(LaunchProcess process, params ReadOnlySpan<(string Path, string Place)> moved)
    {
        var line = process.Direct ? Words([.. process.Command, .. process.Arguments], moved)
            : process.Arguments.IsEmpty ? process.Command[0]
            : process.ArgumentsAreWords ? Evaluated([process.Command[0], .. process.Arguments], moved)
            : "bash -c " + Words([process.Command[0], .. process.Arguments], moved);
        return process.WorkingDirectory is { } directory ? $"cd {EnvironmentScript.Word(directory, moved)} || exit; {line}" : line;
    }

    /// <summary>Each word as it is, the first one never anything but a program.</summary>
    private static string Words(string[] words, ReadOnlySpan<(string, string)> moved)
    {
        var line = new List<string>(words.Length);
        foreach (var word in words)
        {
            var quoted = EnvironmentScript.Word(word, moved);
            line.Add(line.Count == 0 && (_keywords.Contains(word) || word.Contains('=', StringComparison.Ordinal)) ? $"'{word}'" : quoted);
        }

        return string.Join(' ', line);
    }

    /// <summary>Each word with its variables in it, as in double quotes.</summary>
    private static string Evaluated(string[] words, ReadOnlySpan<(string, string)> moved)
    {
        var script = string.Join(' ', words.Select(static (_, index) => FormattableString.Invariant($"\"$(eval echo \\\"${index}\\\")\"")));
        return $"bash -c {ShellText.Quote(script)} {Words(words, moved)}";
    }
}
