using System.Collections.Immutable;
using System.Globalization;
using Paas.Dynos;
using Paas.Engine;

namespace Paas.Builds;

/// <summary>Runs the commands of one build, each in a build dyno on the platform's driver.</summary>
internal sealed class BuildCommands(
    DynoEvents events, EngineActivity activity, Guid app, string name, string stack, string appDirectory, ImmutableArray<string> writableDirectories,
    ImmutableSortedDictionary<string, string> environment, IBuildOutput output)
{
    /// <summary>A build that is given up gets no long farewell.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>As on Heroku builds have a large dyno, whatever the size of the app's own.</summary>
    private static readonly DynoSize BuildSize = DynoSize.Heroku.First(static size => size.Name == "performance-l");

    private ImmutableSortedDictionary<string, string> _environment = environment;
    private ImmutableArray<DynoMount> _mounts = [];

    /// <summary>Adds what a buildpack exports for the ones after it.</summary>
    public void Export(BuildpackResult result)
    {
        _environment = _environment.SetItems(result.Exports);
        _mounts = With(result.BuildMounts);
    }

    public async ValueTask<int> RunAsync(BuildCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // HOME is what drivers set, config vars do not change it; a buildpack may.
        var commandLine = command.Environment.TryGetValue("HOME", out var home) ? $"export HOME={Quote(home)}\n{command.CommandLine}" : command.CommandLine;
        var spec = new DynoSpec
        {
            Id = Guid.NewGuid(),
            AppId = app,
            Name = name,
            Type = "build",
            Command = command.WorkingDirectory is { } directory ? $"cd -- {Quote(directory)} && {{ {commandLine}\n}}" : commandLine,
            Environment = _environment.SetItems(command.Environment),
            Stack = stack,
            Directory = appDirectory,
            Mounts = With(command.Mounts),
            WritableDirectories = writableDirectories,
            LosslessOutput = true,
            Size = BuildSize,
        };
        var write = command.OnOutput ?? output.Detail;
        var run = DynoRun.Start(events, activity, spec, dynoEvent =>
        {
            if (dynoEvent is DynoOutput line)
                write(line.Line);
        });
        var exited = await run.WaitAsync(Grace, cancellationToken);
        if (exited.ExitCode is { } code)
            return code;

        throw new PaasException(PaasErrors.Unavailable, string.Create(CultureInfo.InvariantCulture, $"The build dyno could not run: {exited.Reason}"));
    }

    /// <summary>What is at a path already is hidden by what comes there.</summary>
    private ImmutableArray<DynoMount> With(ImmutableArray<DynoMount> mounts) => [.. _mounts.Where(mount => !mounts.Any(other => other.Target == mount.Target)), .. mounts];

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
