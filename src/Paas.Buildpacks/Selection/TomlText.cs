using System.Globalization;
using Tomlyn;
using Tomlyn.Model;
using Tomlyn.Serialization;

namespace Paas.Selection;

/// <summary>Reads TOML without reflection.</summary>
[TomlSerializable(typeof(TomlTable))]
internal sealed partial class TomlText : TomlSerializerContext
{
    /// <exception cref="TomlException">It is not TOML.</exception>
    public static TomlTable Parse(string text) => TomlSerializer.Deserialize(text, Default.TomlTable) ?? [];

    /// <summary>Line and column of what is wrong, where they are known, to go on with behind a name of a file.</summary>
    public static string Where(TomlException exception) =>
        (exception.InnerException as TomlException ?? exception) is { Line: { } line } cause ? string.Create(CultureInfo.InvariantCulture, $" (line {line}, column {cause.Column})") : "";
}
