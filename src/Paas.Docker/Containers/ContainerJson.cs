using System.Text.Json.Serialization;

namespace Paas.Docker.Containers;

/// <summary>JSON of labels.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ContainerFacts))]
internal sealed partial class ContainerJson : JsonSerializerContext;
