using System.Collections.Immutable;
using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Paas.Classic;

/// <summary>What <c>bin/release</c> and <c>bin/report</c> print. Source: devcenter.heroku.com/articles/buildpack-api.</summary>
internal sealed record ReleaseYaml
{
    private const int MaxReportEntries = 200;
    private const int MaxReportChars = 1_000;

    public ImmutableArray<string> Addons { get; private init; } = [];

    public ImmutableSortedDictionary<string, string> ConfigVars { get; private init; } = Empty;

    public ImmutableSortedDictionary<string, string> DefaultProcessTypes { get; private init; } = Empty;

    private static ImmutableSortedDictionary<string, string> Empty { get; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <exception cref="YamlException">It is not what the contract says; the message goes on after the number of the line.</exception>
    public static ReleaseYaml Read(string text)
    {
        if (Root(text) is not { } root)
            return new ReleaseYaml();
        var types = Texts(root, "default_process_types");
        if (types.Keys.FirstOrDefault(static type => type.Length is 0 or > 128 || !type.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) is { } illegal)
            throw Wrong(root, $"has an illegal process type '{illegal}'");
        return new ReleaseYaml
        {
            Addons = Find(root, "addons") switch
            {
                null => [],
                YamlSequenceNode list => [.. list.Select(node => Text(node, "addons"))],
                var other => throw Wrong(other, "has 'addons' that is no list"),
            },
            ConfigVars = Texts(root, "config_vars"),
            DefaultProcessTypes = types,
        };
    }

    /// <summary>The simple entries of a report; whatever else it has is left out.</summary>
    public static ImmutableSortedDictionary<string, string> ReadReport(string? text)
    {
        try
        {
            return text is null || Root(text) is not { } root ? Empty : root.Children
                .Where(static pair => pair is { Key: YamlScalarNode { Value.Length: > 0 }, Value: YamlScalarNode { Value: not null } })
                .Take(MaxReportEntries)
                .Select(static pair => (Key: ((YamlScalarNode)pair.Key).Value!, ((YamlScalarNode)pair.Value).Value))
                .ToImmutableSortedDictionary(static pair => pair.Key, static pair => pair.Value!.Length <= MaxReportChars ? pair.Value : pair.Value[..MaxReportChars], StringComparer.Ordinal);
        }
        catch (YamlException)
        {
            return Empty;
        }
    }

    /// <summary>What is wrong and where.</summary>
    public static string Describe(YamlException exception) =>
        string.Create(CultureInfo.InvariantCulture, $"line {exception.Start.Line} {(exception.GetType() == typeof(YamlException) ? exception.Message : $"is no YAML: {exception.Message.TrimEnd('.')}")}");

    private static YamlMappingNode? Root(string text)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        return yaml.Documents.Count == 0 ? null : yaml.Documents[0].RootNode switch
        {
            YamlMappingNode mapping => mapping,
            YamlScalarNode { Value: null or "" } => null,
            var other => throw Wrong(other, "has no names and values"),
        };
    }

    private static YamlNode? Find(YamlMappingNode mapping, string name) =>
        mapping.Children.TryGetValue(new YamlScalarNode(name), out var node) && node is not YamlScalarNode { Value: null or "" or "~" or "null" } ? node : null;

    private static ImmutableSortedDictionary<string, string> Texts(YamlMappingNode root, string name) => Find(root, name) switch
    {
        null => Empty,
        YamlMappingNode mapping => mapping.ToImmutableSortedDictionary(pair => Text(pair.Key, name), pair => Text(pair.Value, name), StringComparer.Ordinal),
        var other => throw Wrong(other, $"has '{name}' that is no list of names and values"),
    };

    private static string Text(YamlNode node, string where) => (node as YamlScalarNode)?.Value ?? throw Wrong(node, $"must have a text in '{where}'");

    private static YamlException Wrong(YamlNode node, string problem) => new(node.Start, node.End, problem);
}
