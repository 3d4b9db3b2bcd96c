using Tomlyn;
using Tomlyn.Model;
using Tomlyn.Serialization;

namespace Paas.Python;

/// <summary>Reads a <c>pyproject.toml</c> without reflection.</summary>
[TomlSerializable(typeof(TomlTable))]
internal sealed partial class PyprojectToml : TomlSerializerContext
{
    /// <exception cref="TomlException">It is not TOML; the message names line and column.</exception>
    public static TomlTable Parse(string text) => TomlSerializer.Deserialize(text, Default.TomlTable) ?? [];
}
