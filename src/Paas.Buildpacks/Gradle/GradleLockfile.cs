using System.Collections.Immutable;
using Paas.Jvm;

namespace Paas.Gradle;

/// <summary>Reads gradle.lockfile. Source: docs.gradle.org/current/userguide/dependency_locking.html.</summary>
internal static class GradleLockfile
{
    public const string FileName = "gradle.lockfile";

    private static readonly string[] _runtime = ["productionRuntimeClasspath", "runtimeClasspath"];

    /// <summary>Those that are locked for run time, by lines such as <c>org.slf4j:slf4j-api:2.0.9=compileClasspath,runtimeClasspath</c>.</summary>
    public static ImmutableArray<SoftwareComponent> Parse(string text)
    {
        var components = new SortedDictionary<string, SoftwareComponent>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith('#') || line.Trim().Split('=', 2) is not [var module, var configurations] || module.Split(':') is not [var group, var artifact, var version])
                continue;
            if (!configurations.Split(',').Any(_runtime.Contains))
                continue;

            var component = MavenComponent.Create(group, artifact, version);
            components[component.PackageUrl] = component;
        }

        return [.. components.Values];
    }
}
