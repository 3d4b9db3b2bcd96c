using System.Collections.Immutable;
using Paas.Jvm;

namespace Paas.Java;

/// <summary>Reads what <c>dependency:list</c> writes. Source: maven.apache.org/plugins/maven-dependency-plugin/list-mojo.html.</summary>
internal static class MavenDependencies
{
    public const string FileName = "mvn-dependency-list.log";

    /// <summary>Those that are part of the running app, by lines such as <c>   org.slf4j:slf4j-api:jar:2.0.9:compile</c>.</summary>
    public static ImmutableArray<SoftwareComponent> Parse(IEnumerable<string> lines)
    {
        var components = new SortedDictionary<string, SoftwareComponent>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var parts = line.Trim().Split(' ')[0].Split(':');
            var component = parts switch
            {
                [var group, var artifact, var type, var version, "compile" or "runtime"] => MavenComponent.Create(group, artifact, version, type),
                [var group, var artifact, var type, var classifier, var version, "compile" or "runtime"] => MavenComponent.Create(group, artifact, version, type, classifier),
                _ => null,
            };
            if (component is not null)
                components[component.PackageUrl] = component;
        }

        return [.. components.Values];
    }
}
