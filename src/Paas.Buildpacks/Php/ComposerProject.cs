using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Paas.Files;

namespace Paas.Php;

/// <summary>What a composer.json and its lockfile say. Source: getcomposer.org/doc/04-schema.md.</summary>
internal sealed record ComposerProject
{
    /// <summary>Name of the file, <c>composer.json</c> or what the config var <c>COMPOSER</c> says; null for an app without one.</summary>
    public string? File { get; init; }

    /// <summary>Whether there is something to install; an empty project needs no lockfile.</summary>
    public bool HasLock { get; init; }

    public required ComposerPackage Root { get; init; }

    /// <summary>The locked packages without those for development.</summary>
    public ImmutableArray<ComposerPackage> Packages { get; init; } = [];

    public string VendorDirectory { get; init; } = "vendor";

    public string BinDirectory { get; init; } = "vendor/bin";

    /// <summary>The PHP that dependencies were chosen for, whatever ran Composer (<c>config.platform.php</c>).</summary>
    public string? PlatformPhp { get; init; }

    public bool HasCompileScript { get; init; }

    /// <summary>The scripts that Composer runs by itself.</summary>
    public ImmutableArray<string> InstallScripts { get; init; } = [];

    /// <summary>Files and directories of the app whose classes the autoloader lists.</summary>
    public ImmutableArray<string> AutoloadPaths { get; init; } = [];

    /// <summary>Who asks for a part of the platform, with the constraint.</summary>
    public IEnumerable<(string Part, string Constraint, string Package)> PlatformRequirements =>
        new[] { Root }.Concat(Packages).SelectMany(static package => package.Requires.Select(require => (require.Key, require.Value, package.Name)));

    public static string FileOf(BuildContext context) => context.ConfigVars.GetValueOrDefault("COMPOSER") is { Length: > 0 } name ? name : "composer.json";

    public static string LockOf(string file) => file.EndsWith(".json", StringComparison.Ordinal) ? file[..^".json".Length] + ".lock" : file + ".lock";

    public static bool TryRead(BuildContext context, ConfinedDirectory app, [NotNullWhen(true)] out ComposerProject? project, [NotNullWhen(false)] out string? error)
    {
        project = null;
        var file = FileOf(context);
        if (app.ReadText(file) is not { } text)
        {
            error = file != "composer.json" ? $"The config var COMPOSER names '{file}', but there is no such file. Correct it, or remove it: heroku config:unset COMPOSER" : null;
            if (error is null && !app.FileExists("index.php"))
                error = "There is neither a composer.json nor an index.php in the root of the source. Create one: an empty composer.json holds {}.";
            project = error is null ? new ComposerProject { Root = new ComposerPackage("index.php", "", ImmutableSortedDictionary<string, string>.Empty, [], null) } : null;
            return project is not null;
        }

        var lockFile = LockOf(file);
        if (!TryParse(text, file, "Correct it there; 'composer validate' checks it.", out var manifest, out error))
            return false;
        using (manifest)
        {
            var root = manifest.RootElement;
            var lockText = app.ReadText(lockFile);
            if (lockText is null && Dependencies(root).Any())
            {
                error = MissingLock(app, file, lockFile);
                return false;
            }

            JsonDocument? locked = null;
            if (lockText is not null && !TryParse(lockText, lockFile, $"It is not to be edited by hand, and a merge can break it: run 'composer update --lock' and commit {lockFile}.", out locked, out error))
                return false;
            using (locked)
                project = Read(file, root, locked?.RootElement);
        }

        return true;
    }

    private static ComposerProject Read(string file, JsonElement root, JsonElement? locked)
    {
        var config = Child(root, "config");
        var vendor = Text(config, "vendor-dir")?.Trim('/') ?? "vendor";
        return new ComposerProject
        {
            File = file,
            HasLock = locked is not null,
            Root = ReadPackage(root) with { Name = file },
            Packages = locked is { } lockfile && lockfile.TryGetProperty("packages", out var packages) && packages.ValueKind == JsonValueKind.Array
                ? [.. packages.EnumerateArray().Where(static package => package.ValueKind == JsonValueKind.Object).Select(ReadPackage)] : [],
            VendorDirectory = vendor,
            BinDirectory = Text(config, "bin-dir")?.Trim('/').Replace("{$vendor-dir}", vendor, StringComparison.Ordinal) ?? $"{vendor}/bin",
            PlatformPhp = Text(Child(config, "platform"), "php"),
            HasCompileScript = Child(Child(root, "scripts"), "compile") is not null,
            InstallScripts = [.. Properties(Child(root, "scripts")).Where(static script => IsEvent(script.Name)).SelectMany(static script => Texts(script.Value))],
            AutoloadPaths = [.. Properties(Child(root, "autoload")).Where(static part => part.Name is "psr-4" or "psr-0" or "classmap")
                .SelectMany(static part => part.Value.ValueKind == JsonValueKind.Object ? part.Value.EnumerateObject().SelectMany(static entry => Texts(entry.Value)) : Texts(part.Value))
                .Select(static path => path.TrimEnd('/')).Distinct()],
        };
    }

    private static ComposerPackage ReadPackage(JsonElement package)
    {
        var provides = Pairs(package, "provide").Concat(Pairs(package, "replace")).Select(static pair => pair.Key).Where(static name => name.StartsWith("ext-", StringComparison.Ordinal));
        var license = Child(package, "license") switch
        {
            { ValueKind: JsonValueKind.String } text => text.GetString(),
            { ValueKind: JsonValueKind.Array } list => string.Join(" OR ", list.EnumerateArray().Select(static one => one.ToString())),
            _ => null,
        };
        return new ComposerPackage(
            Text(package, "name") ?? "",
            Text(package, "version") ?? "",
            Pairs(package, "require").Where(static pair => pair.Key is "php" or "php-64bit" || pair.Key.StartsWith("ext-", StringComparison.Ordinal)).ToImmutableSortedDictionary(StringComparer.Ordinal),
            [.. provides],
            string.IsNullOrEmpty(license) ? null : license)
        {
            IsPlugin = Text(package, "type") is "composer-plugin" or "composer-installer",
            IsLocal = Text(Child(package, "dist"), "type") == "path",
        };
    }

    private static IEnumerable<string> Dependencies(JsonElement root) =>
        Pairs(root, "require").Concat(Pairs(root, "require-dev")).Select(static pair => pair.Key).Where(static name => name.Contains('/', StringComparison.Ordinal));

    private static IEnumerable<KeyValuePair<string, string>> Pairs(JsonElement parent, string name) =>
        Child(parent, name) is { ValueKind: JsonValueKind.Object } child
            ? child.EnumerateObject().Where(static pair => pair.Value.ValueKind == JsonValueKind.String).Select(static pair => KeyValuePair.Create(pair.Name.ToLowerInvariant(), pair.Value.GetString()!)).DistinctBy(static pair => pair.Key)
            : [];

    private static JsonElement.ObjectEnumerator Properties(JsonElement? parent) => parent is { ValueKind: JsonValueKind.Object } element ? element.EnumerateObject() : default;

    /// <summary>Source: getcomposer.org/doc/articles/scripts.md, "Event names". Scripts of other names are commands.</summary>
    private static bool IsEvent(string script) =>
        script.StartsWith("pre-", StringComparison.Ordinal) || script.StartsWith("post-", StringComparison.Ordinal) || script is "init" or "command";

    /// <summary>A text, or a list of texts.</summary>
    private static IEnumerable<string> Texts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(static one => one.ToString()) : [value.ToString()];

    private static JsonElement? Child(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var child) && child.ValueKind != JsonValueKind.Null ? child : null;

    private static string? Text(JsonElement? parent, string name) => Child(parent, name) is { ValueKind: JsonValueKind.String } child ? child.GetString() : null;

    private static bool TryParse(string text, string file, string fix, [NotNullWhen(true)] out JsonDocument? document, [NotNullWhen(false)] out string? error)
    {
        document = null;
        try
        {
            document = JsonDocument.Parse(text);
            error = document.RootElement.ValueKind == JsonValueKind.Object ? null : $"{file} must hold an object, such as {{}}, but holds {document.RootElement.ValueKind.ToString().ToLowerInvariant()}. {fix}";
        }
        catch (JsonException exception)
        {
            error = $"{file} is not valid JSON{(exception.LineNumber is { } line ? $" (line {line + 1}, column {exception.BytePositionInLine + 1})" : "")}. {fix}";
        }

        return error is null;
    }

    private static string MissingLock(ConfinedDirectory app, string file, string lockFile)
    {
        foreach (var ignore in new[] { ".slugignore", ".gitignore" })
        {
            if (app.ReadText(ignore)?.Split('\n').Any(line => line.Trim().TrimStart('/') == lockFile) == true)
                return $"{file} lists dependencies, but there is no {lockFile}, because {ignore} lists it. Remove the line '{lockFile}' from {ignore}, and commit the lockfile: it makes every build get the packages that you tested.";
        }

        return $"{file} lists dependencies, but there is no {lockFile}. Run 'composer update' and commit {lockFile}: it makes every build get the packages that you tested.";
    }
}
