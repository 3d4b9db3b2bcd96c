using System.Collections.Immutable;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Paas.Files;

namespace Paas.Jvm;

/// <summary>What a jar of a slug says that it is made of, for the bill of materials.</summary>
internal static partial class JarContents
{
    private const int MaxPropertiesBytes = 16 << 10;
    private const int MaxProperties = 2000;

    /// <summary>
    /// The libraries in jars: each <c>META-INF/maven/…/pom.properties</c>, of which a jar with its dependencies in it has many;
    /// for a jar without any, its name when that has the form <c>group.artifact-version.jar</c>, as sbt-native-packager
    /// writes it.
    /// </summary>
    public static ImmutableArray<SoftwareComponent> Read(ConfinedDirectory app, IEnumerable<string> jars)
    {
        var components = new SortedDictionary<string, SoftwareComponent>(StringComparer.Ordinal);
        foreach (var jar in jars.Where(jar => app.FileExists(jar) && new FileInfo(app.PathOf(jar)).Length > 0))
        {
            foreach (var component in ReadJar(app.PathOf(jar)))
                components[component.PackageUrl] = component;
        }

        return [.. components.Values];
    }

    private static List<SoftwareComponent> ReadJar(string path)
    {
        var found = new List<SoftwareComponent>();
        try
        {
            using var archive = ZipFile.OpenRead(path);
            foreach (var entry in archive.Entries.Where(static entry => PropertiesFile().IsMatch(entry.FullName) && entry.Length <= MaxPropertiesBytes).Take(MaxProperties))
            {
                using var stream = entry.Open();
                var bytes = new byte[entry.Length];
                using var reader = new StreamReader(new MemoryStream(bytes, 0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)));
                var properties = SystemProperties.Parse(reader.ReadToEnd());
                if (properties.Find("groupId") is { } group && properties.Find("artifactId") is { } artifact && properties.Find("version") is { } version)
                    found.Add(MavenComponent.Create(group, artifact, version));
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            // Whatever it is, it is no jar.
            return [];
        }

        if (found.Count == 0 && StagedName().Match(Path.GetFileName(path)) is { Success: true } name)
            found.Add(MavenComponent.Create(name.Groups["group"].Value, name.Groups["artifact"].Value, name.Groups["version"].Value));
        return found;
    }

    [GeneratedRegex("^META-INF/maven/[^/]+/[^/]+/pom.properties$", RegexOptions.CultureInvariant)]
    private static partial Regex PropertiesFile();

    [GeneratedRegex(@"^(?<group>[\w-]+(\.[\w-]+)*)\.(?<artifact>[A-Za-z][\w-]*?(_\d+(\.\d+)?)?)-(?<version>\d[\w.+-]*)\.jar$", RegexOptions.CultureInvariant)]
    private static partial Regex StagedName();
}
