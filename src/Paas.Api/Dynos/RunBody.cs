using System.Text.Json;

namespace Paas.Api.Dynos;

/// <summary>Body of <c>POST /apps/{app}/dynos</c>.</summary>
internal sealed record RunBody
{
    public bool Attach { get; init; }
    public string? Command { get; init; }

    /// <summary>Strings, or numbers such as those of COLUMNS and LINES.</summary>
    public Dictionary<string, JsonElement>? Env { get; init; }

    public bool? ForceNoTty { get; init; }
    public string? Size { get; init; }
    public string? Type { get; init; }

    /// <summary>Seconds.</summary>
    public int? TimeToLive { get; init; }
}
