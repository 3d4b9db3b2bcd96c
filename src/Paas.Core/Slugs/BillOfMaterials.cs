using System.Buffers;
using System.Text.Json;

namespace Paas.Slugs;

/// <summary>
/// The bill of materials of a slug: CycloneDX 1.6 as JSON, of what the buildpacks name. It has neither time nor serial number,
/// so that the same components make the same bytes. Source: cyclonedx.org/docs/1.6/json.
/// </summary>
internal static class BillOfMaterials
{
    /// <summary>Where it is in the slug.</summary>
    public const string Path = ".heroku/sbom/bom.cdx.json";

    private static readonly JsonWriterOptions _layout = new() { Indented = true, NewLine = "\n" };

    public static byte[] Write(IEnumerable<SoftwareComponent> components)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, _layout))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
            json.WriteString("bomFormat", "CycloneDX");
            json.WriteString("specVersion", "1.6");
            json.WriteNumber("version", 1);
            json.WriteStartArray("components");
            foreach (var component in components.DistinctBy(static component => component.PackageUrl).OrderBy(static component => component.PackageUrl, StringComparer.Ordinal))
                Write(json, component);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    private static void Write(Utf8JsonWriter json, SoftwareComponent component)
    {
        json.WriteStartObject();
        json.WriteString("type", "library");
        json.WriteString("bom-ref", component.PackageUrl);
        json.WriteString("name", component.Name);
        json.WriteString("version", component.Version);
        if (component.Checksum is { } checksum && HashOf(checksum) is var (algorithm, digits) && algorithm.Length > 0)
        {
            json.WriteStartArray("hashes");
            json.WriteStartObject();
            json.WriteString("alg", algorithm);
            json.WriteString("content", digits);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        if (component.License is { Length: > 0 } license)
        {
            json.WriteStartArray("licenses");
            json.WriteStartObject();
            json.WriteString("expression", license);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteString("purl", component.PackageUrl);
        json.WriteEndObject();
    }

    /// <summary>CycloneDX's name of the algorithm and hex digits; empty for what it does not know.</summary>
    private static (string Algorithm, string Digits) HashOf(string checksum)
    {
        var colon = checksum.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return ("", "");
        var digits = checksum[(colon + 1)..].ToLowerInvariant();
        return (checksum[..colon].ToLowerInvariant(), digits.Length) switch
        {
            _ when !digits.All(char.IsAsciiHexDigit) => ("", ""),
            ("md5", 32) => ("MD5", digits),
            ("sha1", 40) => ("SHA-1", digits),
            ("sha256", 64) => ("SHA-256", digits),
            ("sha384", 96) => ("SHA-384", digits),
            ("sha512", 128) => ("SHA-512", digits),
            _ => ("", ""),
        };
    }
}
