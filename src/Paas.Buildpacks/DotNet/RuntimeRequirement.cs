using System.Text.Json;

namespace Paas.DotNet;

/// <summary>
/// The shared framework that a published program needs. A program whose framework is not installed ends at once in every
/// dyno; the build can say so first. Source: learn.microsoft.com/dotnet/core/versions/selection.
/// </summary>
internal sealed record RuntimeRequirement(string Framework, Version Version, bool AcceptsNewerMajor)
{
    /// <summary>Reads a <c>runtimeconfig.json</c>; empty for a program that brings its runtime along.</summary>
    public static IEnumerable<RuntimeRequirement> Read(string runtimeConfig)
    {
        using var document = JsonDocument.Parse(runtimeConfig);
        if (!document.RootElement.TryGetProperty("runtimeOptions", out var options))
            yield break;

        var rollForward = options.TryGetProperty("rollForward", out var policy) ? policy.GetString() : null;
        var newer = rollForward is not null && rollForward.EndsWith("Major", StringComparison.OrdinalIgnoreCase);
        var frameworks = options.TryGetProperty("frameworks", out var several) ? several.EnumerateArray()
            : options.TryGetProperty("framework", out var one) ? Enumerable.Repeat(one, 1) : [];
        foreach (var framework in frameworks)
        {
            if (framework.TryGetProperty("name", out var name) && framework.TryGetProperty("version", out var version) && TryParse(version.GetString(), out var parsed))
                yield return new RuntimeRequirement(name.GetString() ?? "", parsed, newer);
        }
    }

    /// <summary>Whether one of the lines of <c>dotnet --list-runtimes</c> satisfies it.</summary>
    public bool IsSatisfiedBy(IEnumerable<string> installed) => installed.Any(line =>
        line.Split(' ') is [var name, var number, ..] && name == Framework && TryParse(number, out var version)
        && version >= Version && (AcceptsNewerMajor || version.Major == Version.Major));

    private static bool TryParse(string? text, out Version version) => Version.TryParse(text?.Split('-')[0], out version!);
}
