using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Paas.Shell;

namespace Paas.Jvm;

/// <summary>Finds, in what a build made, the jar that is the program.</summary>
internal static partial class ProgramJar
{
    /// <summary>
    /// The largest jar in directories of a name (<c>target</c>, <c>build/libs</c>) that is neither sources nor documentation
    /// nor tests nor what a plugin put aside: the one with the dependencies in it. Those of the root go before those of modules.
    /// </summary>
    public static async ValueTask<string?> FindAsync(
        BuildContext context, string directory, JvmFramework? framework, ImmutableDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var jars = new List<(string Path, long Size)>();
        var quoted = ShellText.Quote(directory);
        await context.RunAsync(
            new BuildCommand($"find . -name '*.jar' -path '*/'{quoted}'/*' -not -path '*/.m2/*' -type f -exec sh -c 'for f; do printf \"%s %s\\n\" \"$(wc -c < \"$f\")\" \"$f\"; done' sh {{}} +")
            {
                Environment = environment,
                OnOutput = line =>
                {
                    if (line.Trim().Split(' ', 2) is [var size, ['.', '/', .. var path]] && long.TryParse(size, CultureInfo.InvariantCulture, out var bytes))
                        jars.Add((path, bytes));
                },
            },
            cancellationToken);
        return Choose(jars, directory, framework);
    }

    public static string? Choose(IEnumerable<(string Path, long Size)> jars, string directory, JvmFramework? framework)
    {
        if (framework == JvmFramework.Quarkus)
        {
            var fast = jars.Where(static jar => jar.Path.EndsWith("/quarkus-app/quarkus-run.jar", StringComparison.Ordinal)).Select(static jar => jar.Path);
            if (fast.OrderBy(static path => path.Count(static c => c == '/')).FirstOrDefault() is { } run)
                return run;
        }

        return jars
            .Where(jar => Plain().IsMatch(jar.Path) && !Aside().IsMatch(jar.Path) && IsDirectlyIn(jar.Path, directory))
            .OrderBy(jar => jar.Path.StartsWith(directory + "/", StringComparison.Ordinal) ? 0 : 1)
            .ThenByDescending(static jar => jar.Size)
            .ThenBy(static jar => jar.Path, StringComparer.Ordinal)
            .FirstOrDefault().Path;
    }

    private static bool IsDirectlyIn(string path, string directory) =>
        path[..path.LastIndexOf('/')] is var parent && (parent == directory || parent.EndsWith("/" + directory, StringComparison.Ordinal));

    // A path for a command line of a dyno.
    [GeneratedRegex(@"^[\w./+@=-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    [GeneratedRegex(@"(-(sources|javadoc|tests|test-sources|plain)\.jar|/original-[^/]*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Aside();
}
