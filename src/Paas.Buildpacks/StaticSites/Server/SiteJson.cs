using System.Text.Json;
using System.Text.Json.Serialization;

namespace Paas.StaticSites;

[JsonSerializable(typeof(SiteConfig))]
[JsonSourceGenerationOptions(ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, RespectNullableAnnotations = true)]
internal sealed partial class SiteJson : JsonSerializerContext;
