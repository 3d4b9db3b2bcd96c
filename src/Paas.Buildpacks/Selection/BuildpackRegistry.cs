using Tomlyn;
using Tomlyn.Model;

namespace Paas.Selection;

/// <summary>What stands for names and addresses of buildpacks: the host's file over the names that are known anyway.</summary>
internal sealed class BuildpackRegistry(BuildpackOptions options)
{
    private static readonly Dictionary<string, string> _known = Read("registry.toml", KnownText());

    public IEnumerable<string> Names => Own().Keys.Concat(_known.Keys).Where(static key => BuildpackReference.NameIn(key) == key).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>What stands for a name or address, and whether the host itself said so; null when nothing does.</summary>
    /// <exception cref="PaasException">The host's file cannot be read.</exception>
    public (string Target, bool Trusted)? Find(string reference)
    {
        if (Own().TryGetValue(reference, out var own))
            return (own, true);
        return _known.TryGetValue(reference, out var known) ? (known, false) : null;
    }

    private Dictionary<string, string> Own()
    {
        if (options.RegistryFile is not { } file)
            return [];
        try
        {
            return Read(file, File.ReadAllText(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PaasException(PaasErrors.Unavailable, $"The registry of buildpacks cannot be read: {exception.Message} The host sets it by BuildpackOptions.RegistryFile.", exception);
        }
    }

    private static Dictionary<string, string> Read(string file, string text)
    {
        try
        {
            var entries = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (name, value) in TomlText.Parse(text).TryGetValue("buildpacks", out var table) && table is TomlTable buildpacks ? buildpacks : [])
                entries[name] = value as string ?? throw new PaasException(PaasErrors.Unavailable, $"The registry of buildpacks '{file}' has no text for \"{name}\". Write: \"{name}\" = \"https://….git#ref\"");
            return entries;
        }
        catch (TomlException exception)
        {
            throw new PaasException(PaasErrors.Unavailable, $"The registry of buildpacks '{file}' is no TOML{TomlText.Where(exception)}: {exception.Message}", exception);
        }
    }

    private static string KnownText()
    {
        using var stream = typeof(BuildpackRegistry).Assembly.GetManifestResourceStream("registry.toml")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
