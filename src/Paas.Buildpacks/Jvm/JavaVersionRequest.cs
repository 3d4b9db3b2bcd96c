using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Paas.Files;

namespace Paas.Jvm;

/// <summary>The Java version that an app asks for.</summary>
/// <param name="Text">As the app writes it, without the name of a distribution: <c>17</c>.</param>
/// <param name="AskedBy">Place of it, for messages.</param>
/// <param name="Numbers">Those that a version must begin with.</param>
internal sealed record JavaVersionRequest(string Text, string AskedBy, ImmutableArray<int> Numbers)
{
    private const string Key = "java.runtime.version";

    // All are OpenJDK; the machine's own, or what a source has, is as good as the one named.
    private static readonly string[] _distributions = ["zulu-", "openjdk-", "heroku-", "temurin-"];

    /// <summary>Reads <c>java.runtime.version</c> of system.properties. The request is null when the app names no version.</summary>
    public static bool TryRead(ConfinedDirectory app, out JavaVersionRequest? request, [NotNullWhen(false)] out string? error)
    {
        var properties = SystemProperties.Read(app);
        request = null;
        error = null;
        if (properties.Find(Key) is not { } value)
            return true;

        var text = value;
        foreach (var distribution in _distributions)
        {
            if (text.StartsWith(distribution, StringComparison.OrdinalIgnoreCase))
                text = text[distribution.Length..];
        }

        if (!JavaVersion.TryParse(text, out var numbers))
        {
            error = $"{properties.PlaceOf(Key)} asks for Java '{value}', which is not a version. Write a major version, such as '{Key}=21', or a full one, such as '{Key}=21.0.4'.";
            return false;
        }

        request = new JavaVersionRequest(text, properties.PlaceOf(Key).TrimEnd(','), numbers.Value);
        return true;
    }

    public bool Accepts(string version) => JavaVersion.IsWithin(version, Numbers);
}
