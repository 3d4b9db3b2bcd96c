using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Paas.Failures;
using Paas.Jvm;

namespace Paas.Gradle;

/// <summary>
/// The output of Gradle on its way into the transcript: what the script of this buildpack reports is taken out, downloads
/// are counted, logins of repositories masked; errors are kept for the reason of a failed build.
/// </summary>
internal sealed partial class GradleOutput(Action<string> write)
{
    private const int MaxErrors = 200;
    private const int LinesOfAnError = 6;
    private const int ShownDownloads = 100;
    private const int ShownTail = 5;

    private readonly SortedDictionary<string, SoftwareComponent> _dependencies = new(StringComparer.Ordinal);
    private readonly List<string> _errors = [];
    private readonly List<string> _failure = [];
    private readonly LastLines _tail = new(ShownTail);
    private int _downloads;
    private int _ofError;
    private bool _inFailure;

    /// <summary>What the build is made with, as <see cref="GradleInit"/> names it.</summary>
    public string? Framework { get; private set; }

    /// <summary>The tasks that were chosen; <c>none</c> when there was nothing to choose.</summary>
    public string? Task { get; private set; }

    public ImmutableArray<SoftwareComponent> Dependencies => [.. _dependencies.Values];

    /// <summary>Errors of compilers, each with what follows it.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Gradle's own account of why it failed; where there is none, the last lines.</summary>
    public IReadOnlyList<string> Failure => _failure.Count > 0 ? _failure : [.. _tail];

    public void Line(string line)
    {
        line = ToolLine.Clean(line);
        if (AfterTask().Match(line) is { Success: true } error)
        {
            // Gradle 4 writes the name of a task and leaves the line open for what comes of it.
            Line(error.Groups["task"].Value);
            line = error.Groups["error"].Value;
        }

        if (TryReport(line))
            return;
        if (Download().IsMatch(line))
        {
            if (++_downloads % ShownDownloads == 0)
                write(string.Create(CultureInfo.InvariantCulture, $"Downloaded {_downloads} files"));
            return;
        }

        Keep(line);
        if (line.Length > 0)
            write(line);
    }

    private bool TryReport(string line)
    {
        if (line.StartsWith(GradleInit.Framework, StringComparison.Ordinal))
        {
            Framework = line[GradleInit.Framework.Length..];
            return true;
        }

        if (line.StartsWith(GradleInit.Task, StringComparison.Ordinal))
        {
            Task = line[GradleInit.Task.Length..];
            if (Task != "none")
                write($"Task: {Task}");
            return true;
        }

        if (!line.StartsWith(GradleInit.Dependency, StringComparison.Ordinal))
            return false;

        if (line[GradleInit.Dependency.Length..].Split(':') is [var group, var module, var version])
        {
            var component = MavenComponent.Create(group, module, version);
            _dependencies[component.PackageUrl] = component;
        }

        return true;
    }

    private void Keep(string line)
    {
        if (GradleFailure.IsCompilerError(line))
            _ofError = LinesOfAnError;
        if (_ofError > 0 && _errors.Count < MaxErrors)
        {
            _errors.Add(line);
            _ofError--;
        }

        if (line.StartsWith("FAILURE: ", StringComparison.Ordinal))
        {
            _inFailure = true;
            _failure.Clear();
        }

        if (_inFailure && _failure.Count < MaxErrors)
            _failure.Add(line);
        _tail.Add(line);
    }

    [GeneratedRegex(@"^(?<task>(:[\w-]+)+)(?<error>/[^\s:]+:\d+: .*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex AfterTask();

    [GeneratedRegex(@"^Download(ing)? https?://", RegexOptions.ExplicitCapture)]
    private static partial Regex Download();
}
