using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Paas.Apps;
using Paas.Certificates;
using Paas.Releases;
using Paas.Schedules;
using Paas.Sleeping;

namespace Paas.Engine;

/// <summary>JSON of the engine's documents.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AppDocument))]
[JsonSerializable(typeof(ReleaseDocument))]
[JsonSerializable(typeof(Build))]
[JsonSerializable(typeof(ScheduleDocument))]
[JsonSerializable(typeof(SleepDocument))]
[JsonSerializable(typeof(CertificateDocument))]
[JsonSerializable(typeof(ImmutableSortedDictionary<string, string>))]
[JsonSerializable(typeof(ImmutableArray<string>))]
[JsonSerializable(typeof(Guid))]
internal sealed partial class EngineJson : JsonSerializerContext
{
    public static ReadOnlyMemory<byte> Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);

    /// <summary>Throws <see cref="PaasErrors.Unavailable"/> with the key of a document that cannot be read.</summary>
    public static T Read<T>(StateDocument document, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(document.Json!.Value.Span, type)
                ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new PaasException(PaasErrors.Unavailable, $"The state document '{document.Key}' cannot be read: {e.Message}. Restore the state from a backup, or remove this document.", e);
        }
    }
}
