using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Paas.Files;
using Paas.Toolchains;

namespace Paas.DotNet;

/// <summary>
/// The SDK that an app asks for. <c>dotnet</c> itself chooses by it; it is read here to say why nothing fits. Source:
/// learn.microsoft.com/dotnet/core/tools/global-json.
/// </summary>
/// <param name="Version">SDK version, or null when none is asked for.</param>
/// <param name="RollForward">How far a newer one may be.</param>
internal sealed record GlobalJson(string? Version, string RollForward)
{
    private static readonly string[] _policies =
        ["patch", "feature", "minor", "major", "latestPatch", "latestFeature", "latestMinor", "latestMajor", "disable"];

    /// <summary>
    /// Whether an SDK may be used. The third part of its version is feature band and patch: <c>203</c> is patch 3 of band 2.
    /// Pre-releases only follow pre-releases.
    /// </summary>
    public bool Accepts(string version)
    {
        var candidate = ToolchainVersion.Parse(version);
        if (Version is null)
            return candidate.Suffix.Length == 0;
        var asked = ToolchainVersion.Parse(Version);
        if (candidate.Text == asked.Text)
            return true;
        if (candidate is not { Numbers: [var major, var minor, var build] } || asked is not { Numbers: [var askedMajor, var askedMinor, var askedBuild] }
            || (candidate.Suffix.Length > 0 && asked.Suffix.Length == 0) || candidate.CompareTo(asked) < 0)
        {
            return false;
        }

        return RollForward.ToLowerInvariant() switch
        {
            "disable" => false,
            "patch" or "latestpatch" => (major, minor, build / 100) == (askedMajor, askedMinor, askedBuild / 100),
            "feature" or "latestfeature" => (major, minor) == (askedMajor, askedMinor),
            "minor" or "latestminor" => major == askedMajor,
            _ => true,
        };
    }

    /// <summary>False with an error when the file is there and broken; <paramref name="globalJson"/> is null when there is none.</summary>
    public static bool TryRead(ConfinedDirectory app, out GlobalJson? globalJson, [NotNullWhen(false)] out string? error)
    {
        globalJson = null;
        error = null;
        if (app.ReadText("global.json") is not { } text)
            return true;

        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (!document.RootElement.TryGetProperty("sdk", out var sdk))
                return true;

            var version = sdk.TryGetProperty("version", out var value) ? value.GetString() : null;
            var policy = sdk.TryGetProperty("rollForward", out value) ? value.GetString() : null;
            if (policy is not null && !_policies.Contains(policy, StringComparer.OrdinalIgnoreCase))
                error = $"global.json asks for rollForward '{policy}'; it can be {string.Join(", ", _policies)}.";
            globalJson = new GlobalJson(version, policy ?? (version is null ? "latestMajor" : "latestPatch"));
            return error is null;
        }
        catch (JsonException exception)
        {
            error = $"global.json is not valid JSON: line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}. It should look like {{ \"sdk\": {{ \"version\": \"10.0.100\", \"rollForward\": \"latestFeature\" }} }}.";
            return false;
        }
        catch (InvalidOperationException)
        {
            error = "global.json must hold an object like { \"sdk\": { \"version\": \"10.0.100\", \"rollForward\": \"latestFeature\" } }, with text values.";
            return false;
        }
    }
}
