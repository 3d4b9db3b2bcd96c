using System.Globalization;
using System.Text.RegularExpressions;

namespace Paas.Docker.Containers;

/// <summary>How a dyno's command is run in its container. Source: Dev Center, "Dynos", "Buildpack API" (.profile.d) and "heroku.yml".</summary>
internal static partial class ContainerCommand
{
    // Where bash is; sh where there is none. $0 is what that shell runs, $1 the command.
    private const string FindShell = "if [ -x /bin/bash ]; then s=/bin/bash; else s=/bin/sh; fi; exec \"$s\" -c \"$0\" \"$s\" \"$1\"";

    // $0 is the shell, $1 the command, kept in a variable because a profile may set the positional parameters.
    private const string WithProfiles =
        "__shell=$0; __command=$1; "
        + "for __profile in .profile.d/*.sh; do [ -f \"$__profile\" ] && . \"./$__profile\"; done; "
        + "[ -f .profile ] && . ./.profile; "
        + "exec \"$__shell\" -c \"$__command\"";

    private const string Plain = "exec \"$0\" -c \"$1\"";

    private const string Shell = "/bin/sh";

    /// <summary>The program that gets the arguments; null for that of the image.</summary>
    public static IList<string>? EntryPoint(DynoSpec spec) => spec.Image is null ? [Shell] : null;

    /// <summary>The arguments for a dyno's command; null for those of the image.</summary>
    public static IList<string>? Arguments(DynoSpec spec)
    {
        if (spec.Image is not null)
            return spec.Command.Length == 0 ? null : [Shell, "-c", Prepare(spec) + "exec /bin/sh -c \"$0\"", spec.Command];
        return ["-c", Prepare(spec) + FindShell, spec.SlugDigest is null ? Plain : WithProfiles, spec.Command];
    }

    /// <summary>Program and arguments of a command beside the processes of another dyno, whose home is its working directory.</summary>
    public static IList<string> Inside(DynoSpec spec, bool isSlug) => [Shell, "-c", Prepare(spec) + FindShell, isSlug ? WithProfiles : Plain, spec.Command];

    /// <summary>The command for the log, with <c>$PORT</c> and <c>${PORT}</c> expanded.</summary>
    public static string Expand(string command, int? port) =>
        port is { } number ? PortReference().Replace(command, number.ToString(CultureInfo.InvariantCulture)) : command;

    /// <summary>
    /// One stream for output and errors keeps their order, which two would not; a terminal is one anyway and gets its size before
    /// the program can ask for it.
    /// </summary>
    private static string Prepare(DynoSpec spec) => spec.Attachment?.Terminal is { } size
        ? string.Create(CultureInfo.InvariantCulture, $"stty cols {size.Columns} rows {size.Rows} 2>/dev/null; ")
        : "exec 2>&1; ";

    [GeneratedRegex(@"\$(?:PORT\b|\{PORT\})")]
    private static partial Regex PortReference();
}
