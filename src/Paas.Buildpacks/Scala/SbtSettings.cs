using System.Collections.Immutable;
using Paas.Jvm;
using Paas.Shell;

namespace Paas.Scala;

/// <summary>
/// What a build asks sbt to do, from config vars and their twins in system.properties. Source:
/// devcenter.heroku.com/articles/scala-support, "Customizing the build".
/// </summary>
/// <param name="Tasks">Tasks in their order.</param>
/// <param name="KeepsCache">Whether compiled classes and sbt's own files stay in the slug.</param>
internal sealed record SbtSettings(ImmutableArray<string> Tasks, bool KeepsCache)
{
    private static readonly char[] _blanks = [' ', '\t', '\n'];

    /// <summary>The tasks as words of a command line.</summary>
    public string Arguments => string.Join(' ', Tasks.Select(ShellText.Quote));

    public static SbtSettings Read(IReadOnlyDictionary<string, string> configVars, SystemProperties properties)
    {
        var tasks = ImmutableArray.CreateBuilder<string>();
        if (Find("sbt.clean", "SBT_CLEAN") == "true")
            tasks.Add("clean");
        tasks.AddRange(Words(Find("sbt.pre-tasks", "SBT_PRE_TASKS")));

        var project = Find("sbt.project", "SBT_PROJECT");
        var own = Words(Find("sbt.tasks", "SBT_TASKS"));
        if (project is not null)
            tasks.AddRange($"{project}/compile", $"{project}/stage");
        else
            tasks.AddRange(own.Length > 0 ? own : ["compile", "stage"]);
        return new SbtSettings(tasks.ToImmutable(), configVars.GetValueOrDefault("KEEP_SBT_CACHE") == "true");

        string? Find(string property, string variable) =>
            properties.Find(property) ?? (configVars.GetValueOrDefault(variable) is { Length: > 0 } value ? value : null);
    }

    private static string[] Words(string? text) => text?.Split(_blanks, StringSplitOptions.RemoveEmptyEntries) ?? [];
}
