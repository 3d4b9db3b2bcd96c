using System.Collections.Immutable;
using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Paas.Docker.Builds;

/// <summary>Reads <c>heroku.yml</c>, and says what is wrong in which line.</summary>
internal static class HerokuYmlReader
{
    private const string Release = "release";
    private const int MaxTypeLength = 128;

    public static HerokuYml Read(string text)
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            if (yaml.Documents.Count == 0)
                throw Wrong(null, "is empty; it needs at least build.docker with a Dockerfile per process type");
            return Read(Mapping(yaml.Documents[0].RootNode, "heroku.yml"));
        }
        catch (YamlException exception)
        {
            return new HerokuYml { Error = string.Create(CultureInfo.InvariantCulture, $"heroku.yml line {exception.Start.Line} {Reason(exception)}.") };
        }
    }

    private static HerokuYml Read(YamlMappingNode root)
    {
        var build = Find(root, "build") is { } section ? Mapping(section, "build") : throw Wrong(root, "has no section 'build'; name a Dockerfile per process type in build.docker");
        var dockerfiles = Find(build, "docker") is { } docker ? Texts(docker, "build.docker") : throw Wrong(build, "has no build.docker; name a Dockerfile per process type there");
        if (dockerfiles.Count == 0)
            throw Wrong(build, "has an empty build.docker; name a Dockerfile per process type there");
        foreach (var (type, path) in dockerfiles)
        {
            CheckType(type, build);
            if (path.StartsWith('/') || path.Split('/', '\\').Contains(".."))
                throw Wrong(build, $"names the Dockerfile '{path}' of {type}, which is not in the source; give a path relative to heroku.yml");
        }

        var yml = new HerokuYml
        {
            Dockerfiles = dockerfiles,
            Arguments = Find(build, "config") is { } config ? Texts(config, "build.config") : dockerfiles.Clear(),
            // Without a section 'run' each image runs what it says itself.
            Commands = Find(root, "run") is null ? dockerfiles.Keys.ToImmutableSortedDictionary(static type => type, static _ => "", StringComparer.Ordinal) : dockerfiles.Clear(),
        };
        if (Find(root, "run") is { } run)
        {
            foreach (var (key, value) in Mapping(run, "run"))
                yml = AddType(yml, Text(key, "run"), value);
        }

        return Find(root, Release) is { } release ? AddType(yml, Release, release) : yml;
    }

    /// <summary>A command, or a mapping with <c>command</c> (a text or a list of them) and <c>image</c> (another process type).</summary>
    private static HerokuYml AddType(HerokuYml yml, string type, YamlNode value)
    {
        CheckType(type, value);
        if (value is YamlScalarNode)
            return yml with { Commands = yml.Commands.SetItem(type, Text(value, type)) };
        var mapping = Mapping(value, type);
        var command = Find(mapping, "command") switch
        {
            YamlSequenceNode list => string.Join(" && ", list.Select(node => Text(node, $"{type}.command"))),
            { } text => Text(text, $"{type}.command"),
            null => "",
        };
        yml = yml with { Commands = yml.Commands.SetItem(type, command) };
        if (Find(mapping, "image") is not { } node)
            return yml;
        var image = Text(node, $"{type}.image");
        return yml.Dockerfiles.ContainsKey(image)
            ? yml with { ImageOf = yml.ImageOf.SetItem(type, image) }
            : throw Wrong(node, $"says that {type} runs the image of '{image}', which build.docker does not have ({string.Join(", ", yml.Dockerfiles.Keys)})");
    }

    private static YamlNode? Find(YamlMappingNode mapping, string name) =>
        mapping.Children.TryGetValue(new YamlScalarNode(name), out var node) && node is not YamlScalarNode { Value: null or "" } ? node : null;

    private static YamlMappingNode Mapping(YamlNode node, string where) =>
        node as YamlMappingNode ?? throw Wrong(node, $"must have names and values in {where}");

    private static ImmutableSortedDictionary<string, string> Texts(YamlNode node, string where) =>
        Mapping(node, where).ToImmutableSortedDictionary(pair => Text(pair.Key, where), pair => Text(pair.Value, where), StringComparer.Ordinal);

    private static string Text(YamlNode node, string where) =>
        (node as YamlScalarNode)?.Value ?? throw Wrong(node, $"must have a text in {where}");

    private static void CheckType(string type, YamlNode node)
    {
        if (type.Length is 0 or > MaxTypeLength || !type.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            throw Wrong(node, $"has an illegal process type '{(type.Length > 60 ? type[..60] + "..." : type)}'; use 1 to {MaxTypeLength} letters, digits, '-' and '_'");
    }

    private static YamlException Wrong(YamlNode? node, string problem) => new(node?.Start ?? default, node?.End ?? default, problem);

    /// <summary>The parser's own messages are sentences about the text; ours go on after the number of the line.</summary>
    private static string Reason(YamlException exception) =>
        exception.GetType() == typeof(YamlException) ? exception.Message : $"is no YAML: {exception.Message.TrimEnd('.')}";
}
