using System.Text;

namespace Paas.Jvm;

/// <summary>Software from a Maven repository, for the bill of materials. Source: github.com/package-url/purl-spec, "maven".</summary>
internal static class MavenComponent
{
    public static SoftwareComponent Create(string group, string artifact, string version, string type = "jar", string? classifier = null)
    {
        var url = new StringBuilder($"pkg:maven/{Uri.EscapeDataString(group)}/{Uri.EscapeDataString(artifact)}@{Uri.EscapeDataString(version)}");
        if (!string.IsNullOrEmpty(classifier))
            url.Append("?classifier=").Append(Uri.EscapeDataString(classifier));
        if (type != "jar")
            url.Append(string.IsNullOrEmpty(classifier) ? '?' : '&').Append("type=").Append(Uri.EscapeDataString(type));
        return new SoftwareComponent($"{group}:{artifact}", version, url.ToString());
    }
}
