using System.Collections.Immutable;
using System.Globalization;
using Paas.Shell;

namespace Paas.Caching;

/// <summary>
/// Keeps what a tool downloaded or compiled from growing without end: tools add to their caches and seldom take away. A part
/// above the bound is dropped, and the next build fills it with what it needs.
/// </summary>
internal static class CacheBound
{
    private const int MaxMegabytes = 1024;

    /// <summary>Measures and drops.</summary>
    public static async ValueTask ApplyAsync(
        BuildContext context, ImmutableDictionary<string, string> environment, CancellationToken cancellationToken, params ImmutableArray<(BuildCache Cache, string Name, string What)> parts)
    {
        var (_, answers) = await context.CaptureAsync(Probe(parts), environment, cancellationToken);
        Apply(context, answers, parts);
    }

    /// <summary>Shell text that measures parts of caches, by a build dyno, which may read all of them.</summary>
    public static string Probe(params ImmutableArray<(BuildCache Cache, string Name, string What)> parts) =>
        string.Join('\n', parts.Select(static (part, i) => $"printf '{Key(i)} %s\\n' \"$(du -sm {ShellText.Quote(part.Cache.Open(part.Name))} | cut -f1)\""));

    /// <summary>Drops the parts that are too large.</summary>
    public static void Apply(BuildContext context, string answers, params ImmutableArray<(BuildCache Cache, string Name, string What)> parts)
    {
        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(ShellAnswers.Find(answers, Key(i)), NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size <= MaxMegabytes)
                continue;

            context.Output.Detail($"Dropping the cache of {parts[i].What}: {size} MB are more than {MaxMegabytes} MB");
            parts[i].Cache.Delete(parts[i].Name);
        }
    }

    private static string Key(int part) => string.Create(CultureInfo.InvariantCulture, $"paas-part{part}");
}
