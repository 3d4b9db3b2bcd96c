using System.Collections.Immutable;
using Paas.Failures;

namespace Paas.Shell;

/// <summary>The two ways in which buildpacks run commands: for their effect, and for their answer.</summary>
internal static class BuildContextCommands
{
    private const int MaxKeptLines = 5000;
    private const int MaxCapturedChars = 64 << 10;

    /// <summary>
    /// Runs a step of the build with its output in the transcript. Returns null, or an error with the exit code and the
    /// last lines: the transcript is not at hand where a build's reason is read.
    /// </summary>
    public static ValueTask<string?> RunStepAsync(
        this BuildContext context, string name, string commandLine, ImmutableDictionary<string, string> environment, CancellationToken cancellationToken) =>
        context.RunStepAsync(commandLine, environment, (exitCode, output) => KnownFailure.Unknown(name, exitCode, output), cancellationToken);

    /// <summary>Runs a step of the build with its output in the transcript. Returns null, or what explains its failure by the exit code and the output.</summary>
    public static async ValueTask<string?> RunStepAsync(
        this BuildContext context, string commandLine, ImmutableDictionary<string, string> environment, Func<int, IReadOnlyList<string>, string> explain, CancellationToken cancellationToken)
    {
        var lines = new LastLines(MaxKeptLines);
        var exitCode = await context.RunAsync(
            new BuildCommand(commandLine)
            {
                Environment = environment,
                OnOutput = line =>
                {
                    context.Output.Detail(line);
                    lines.Add(line);
                },
            },
            cancellationToken);

        return exitCode == 0 ? null : explain(exitCode, [.. lines]);
    }

    /// <summary>Runs a command and returns its exit code and output, which is cut when it is very long.</summary>
    public static async ValueTask<(int ExitCode, string Output)> CaptureAsync(
        this BuildContext context, string commandLine, ImmutableDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var output = new System.Text.StringBuilder();
        var exitCode = await context.RunAsync(
            new BuildCommand(commandLine)
            {
                Environment = environment,
                OnOutput = line =>
                {
                    if (output.Length < MaxCapturedChars)
                        output.Append(line).Append('\n');
                },
            },
            cancellationToken);
        return (exitCode, output.ToString());
    }
}
