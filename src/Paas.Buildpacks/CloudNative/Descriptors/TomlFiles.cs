using System.Globalization;
using Paas.Files;
using Tomlyn;
using Tomlyn.Model;
using Tomlyn.Serialization;

namespace Paas.CloudNative;

/// <summary>Reads and writes TOML without reflection, and gives values only of the kind that is asked for.</summary>
[TomlSerializable(typeof(TomlTable))]
internal sealed partial class TomlFiles : TomlSerializerContext
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
            return TomlSerializer.Deserialize(text, Default.TomlTable) ?? [];
        }
        catch (TomlException exception)
        {
            var place = (exception.InnerException as TomlException ?? exception) is { Line: { } line } cause
                ? string.Create(CultureInfo.InvariantCulture, $" (line {line}, column {cause.Column})")
                : "";
            throw new PaasException(PaasErrors.InvalidParams, $"{what} is not valid TOML{place}: {exception.Message}", exception);
        }
    }

    public static string Write(TomlTable table) => TomlSerializer.Serialize(table, Default.TomlTable);

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
