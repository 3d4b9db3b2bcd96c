using Paas.Files;
using Paas.Selection;
using Tomlyn;
using Tomlyn.Model;

namespace Paas.CloudNative;

/// <summary>TOML files of buildpacks: what is wrong with one is told with its name and place, and values are given only of the kind that is asked for.</summary>
internal static class TomlFiles
{
    /// <summary>A file as a table; null when there is none.</summary>
    /// <param name="directory">Where it is.</param>
    /// <param name="path">Its path there.</param>
    /// <param name="whose">Whose file it is, for the error.</param>
    /// <exception cref="PaasException">It is not TOML.</exception>
    public static TomlTable? Read(ConfinedDirectory directory, string path, string whose) =>
        directory.ReadText(path) is { } text ? Parse(text, $"{path} of {whose}") : null;

    /// <exception cref="PaasException">It is not TOML.</exception>
    public static TomlTable Parse(string text, string what)
    {
        try
        {
            return TomlText.Parse(text);
        }
        catch (TomlException exception)
        {
            throw new PaasException(PaasErrors.InvalidParams, $"{what} is no TOML{TomlText.Where(exception)}: {exception.Message}", exception);
        }
    }

    public static string Write(TomlTable table) => TomlSerializer.Serialize(table, TomlText.Default.TomlTable);

    public static string? Text(TomlTable table, string key) => table.TryGetValue(key, out var value) ? value as string : null;

    public static bool Flag(TomlTable table, string key) => table.TryGetValue(key, out var value) && value is true;

    public static TomlTable? Table(TomlTable table, string key) => table.TryGetValue(key, out var value) ? value as TomlTable : null;

    /// <summary>An array of tables, whichever way it is written; empty when there is none.</summary>
    public static IEnumerable<TomlTable> Tables(TomlTable table, string key) => table.TryGetValue(key, out var value)
        ? value switch
        {
            TomlTableArray tables => tables,
            TomlArray array => array.OfType<TomlTable>(),
            _ => [],
        }
        : [];

    public static IEnumerable<string> Texts(TomlTable table, string key) =>
        table.TryGetValue(key, out var value) && value is TomlArray array ? array.OfType<string>() : [];
}
