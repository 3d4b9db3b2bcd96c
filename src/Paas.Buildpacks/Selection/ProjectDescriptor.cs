using System.Collections.Immutable;
using System.Globalization;
using Paas.CloudNative;
using Paas.Files;
using Tomlyn.Model;

namespace Paas.Selection;

/// <summary>
/// A <c>project.toml</c>, schema 0.2 (<c>[io.buildpacks]</c>) or 0.1 (<c>[build]</c>). Source: github.com/buildpacks/spec,
/// extensions/project-descriptor.md; pack.
/// </summary>
internal sealed class ProjectDescriptor
{
    /// <summary>Its name, in the root of the source.</summary>
    public const string File = "project.toml";

    private const string InlineDirectory = ".cnb/inline";

    private readonly TomlTable _buildpacks;
    private readonly TomlTable _build;
    private readonly bool _isOld;

    private ProjectDescriptor(TomlTable buildpacks, TomlTable build, bool isOld) => (_buildpacks, _build, _isOld) = (buildpacks, build, isOld);

    /// <summary>Variables of the build, by <c>[[io.buildpacks.build.env]]</c>.</summary>
    public IEnumerable<KeyValuePair<string, string>> Variables => TomlFiles.Tables(_build, "env")
        .Where(static entry => TomlFiles.Text(entry, "name") is not null)
        .Select(static entry => KeyValuePair.Create(TomlFiles.Text(entry, "name")!, TomlFiles.Text(entry, "value") ?? ""));

    /// <summary>The descriptor of a source; null when it has none.</summary>
    /// <exception cref="PaasException">It is not TOML.</exception>
    public static ProjectDescriptor? Read(ConfinedDirectory source)
    {
        if (source.ReadText(File) is not { } text)
            return null;
        var root = TomlFiles.Parse(text, File);
        var buildpacks = TomlFiles.Table(TomlFiles.Table(root, "io") ?? [], "buildpacks");
        return buildpacks is not null
            ? new ProjectDescriptor(buildpacks, TomlFiles.Table(buildpacks, "build") ?? [], isOld: false)
            : new ProjectDescriptor([], TomlFiles.Table(root, "build") ?? [], isOld: true);
    }

    /// <summary>
    /// The buildpacks that it names, those of <c>pre</c> first and those of <c>post</c> last. What is a script in it becomes a buildpack in the source.
    /// </summary>
    /// <exception cref="PaasException">An entry names no buildpack.</exception>
    public ImmutableArray<string> References(ConfinedDirectory source)
    {
        var group = List(_isOld ? _build : _buildpacks, _isOld ? "buildpacks" : "group");
        var (before, after) = (List(TomlFiles.Table(_buildpacks, "pre") ?? [], "group"), List(TomlFiles.Table(_buildpacks, "post") ?? [], "group"));
        if (group.Count == 0 && before.Count + after.Count > 0)
            throw Wrong("has buildpacks of [io.buildpacks.pre] or [io.buildpacks.post], but none in [[io.buildpacks.group]] that they go with. Name those too");
        return [.. before.Concat(group).Concat(after).Select((entry, index) => Reference(entry, index + 1, source))];
    }

    /// <summary>Takes out of the source what <c>exclude</c> names, or all that <c>include</c> does not, and what scripts became.</summary>
    /// <exception cref="PaasException">It has both.</exception>
    public void Filter(ConfinedDirectory source)
    {
        source.Delete(InlineDirectory);
        var (include, exclude) = (TomlFiles.Texts(_build, "include").ToList(), TomlFiles.Texts(_build, "exclude").ToList());
        if (include.Count > 0 && exclude.Count > 0)
            throw Wrong("has include and exclude. Use one of the two");
        if (include.Count + exclude.Count == 0)
            return;
        var patterns = new GitPatterns(include.Count > 0 ? include : exclude);
        Filter(source, "", path => patterns.Match(path) == (exclude.Count > 0));
    }

    private static bool Filter(ConfinedDirectory source, string directory, Func<string, bool> removes)
    {
        var isEmpty = true;
        foreach (var name in source.EntriesIn(directory))
        {
            var path = directory.Length == 0 ? name : $"{directory}/{name}";
            if (source.IsPlainDirectory(path))
            {
                if (Filter(source, path, removes))
                    source.Delete(path);
                else
                    isEmpty = false;
            }
            else if (removes(path))
                source.Delete(path);
            else
                isEmpty = false;
        }

        return isEmpty;
    }

    private static List<TomlTable> List(TomlTable table, string key) => !table.ContainsKey(key) ? []
        : TomlFiles.Tables(table, key).ToList() is { Count: > 0 } entries ? entries
        : throw Wrong("has buildpacks that are no list of tables; write [[io.buildpacks.group]] with an id or a uri");

    private static string Reference(TomlTable entry, int number, ConfinedDirectory source)
    {
        if (TomlFiles.Table(entry, "script") is { } script)
            return Inline(entry, script, number, source);
        return TomlFiles.Text(entry, "uri") ?? TomlFiles.Text(entry, "id")
            ?? throw Wrong(string.Create(CultureInfo.InvariantCulture, $"has a buildpack (number {number}) with neither id nor uri"));
    }

    /// <summary>Makes of a script what pack makes of it: a buildpack that always takes part and runs it.</summary>
    private static string Inline(TomlTable entry, TomlTable script, int number, ConfinedDirectory source)
    {
        if (TomlFiles.Text(entry, "id") is not { Length: > 0 } id || TomlFiles.Text(script, "api") is not { } api || TomlFiles.Text(script, "inline") is not { } text)
            throw Wrong(string.Create(CultureInfo.InvariantCulture, $"has a script (buildpack number {number}) without id, api or inline. Write id = \"…\" and [io.buildpacks.group.script] with api = \"0.10\" and inline = \"…\""));
        var directory = string.Create(CultureInfo.InvariantCulture, $"{InlineDirectory}/{number}");
        source.WriteText($"{directory}/buildpack.toml", TomlFiles.Write(new TomlTable
        {
            ["api"] = api,
            ["buildpack"] = new TomlTable { ["id"] = id, ["version"] = TomlFiles.Text(entry, "version") ?? "0.0.0" },
        }));
        source.WriteText($"{directory}/bin/detect", "#!/bin/sh\nexit 0\n", executable: true);
        source.WriteText($"{directory}/bin/build", $"#!{TomlFiles.Text(script, "shell") ?? "/bin/sh"}\n{text}\n", executable: true);
        return "./" + directory;
    }

    private static PaasException Wrong(string problem) => new(PaasErrors.InvalidParams, $"{File} {problem}.");
}
