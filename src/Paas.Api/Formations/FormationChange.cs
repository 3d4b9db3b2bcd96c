using System.Globalization;
using System.Text.Json;
using Paas.Api.Http;

namespace Paas.Api.Formations;

/// <summary>A change of one process type, as clients write it.</summary>
internal sealed record FormationChange
{
    public string? Type { get; init; }

    /// <summary>A number, or text such as <c>2</c>, <c>+1</c> or <c>-1</c>.</summary>
    public JsonElement? Quantity { get; init; }

    /// <summary>A size's name, or an object with its name.</summary>
    public JsonElement? Size { get; init; }

    /// <summary>The same as <see cref="Size"/>, in newer clients.</summary>
    public JsonElement? DynoSize { get; init; }

    public FormationUpdate ToUpdate(string? type = null)
    {
        var update = new FormationUpdate(type ?? Type ?? throw ApiException.Invalid("An update names no process type. Give 'type', such as 'web'.")) { Size = NameIn(Size ?? DynoSize) };
        return Quantity switch
        {
            null or { ValueKind: JsonValueKind.Null } => update,
            { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var quantity) => update with { Quantity = quantity },
            { ValueKind: JsonValueKind.String } text when TryRead(text.GetString()!, out var quantity, out var isChange) => isChange ? update with { Delta = quantity } : update with { Quantity = quantity },
            { } other => throw ApiException.Invalid($"The quantity {Shorten(other.GetRawText())} of {update.Type} is not a number. Give one such as 2, \"+1\" or \"-1\"."),
        };
    }

    private static bool TryRead(string text, out int quantity, out bool isChange)
    {
        isChange = text.StartsWith('+') || text.StartsWith('-');
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out quantity);
    }

    private static string? NameIn(JsonElement? size) => size switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Object } element when element.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String => name.GetString(),
        { } other => throw ApiException.Invalid($"The size {Shorten(other.GetRawText())} is not a name. Give one such as \"standard-1x\"."),
    };

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..57] + "...";
}
