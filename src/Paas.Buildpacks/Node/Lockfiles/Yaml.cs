using YamlDotNet.RepresentationModel;

namespace Paas.Node.Lockfiles;

/// <summary>Reads the simple YAML of lockfiles.</summary>
internal static class Yaml
{
    /// <exception cref="YamlDotNet.Core.YamlException">It is not YAML.</exception>
    public static YamlMappingNode Read(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents is [{ RootNode: YamlMappingNode root }, ..] ? root : [];
    }

    public static YamlMappingNode? Map(YamlMappingNode parent, string name) => parent.Children.TryGetValue(new YamlScalarNode(name), out var value) ? value as YamlMappingNode : null;

    public static string? Text(YamlMappingNode parent, string name) => parent.Children.TryGetValue(new YamlScalarNode(name), out var value) ? (value as YamlScalarNode)?.Value : null;

    public static IEnumerable<KeyValuePair<YamlNode, YamlNode>> Entries(YamlMappingNode? map) => map is null ? [] : map.Children;

    public static IEnumerable<KeyValuePair<string, string>> Texts(YamlMappingNode parent, string name) =>
        from pair in Entries(Map(parent, name))
        where pair.Value is YamlScalarNode
        select new KeyValuePair<string, string>(pair.Key.ToString(), pair.Value.ToString());
}
