using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Paas.Files;

namespace Paas.Ruby;

/// <summary>What the content of <c>vendor/bundle</c> follows from, besides Ruby, Bundler and the stack.</summary>
internal static partial class GemsKey
{
    private static readonly string[] _files = ["Gemfile", "Gemfile.lock", ".bundle/config", ".ruby-version", ".tool-versions"];

    public static string Create(ConfinedDirectory app, ImmutableSortedDictionary<string, string> configVars)
    {
        var text = new StringBuilder();
        foreach (var file in _files)
            text.Append(file).Append('=').Append(app.Digest(file)).Append('\0');
        foreach (var (name, value) in configVars)
            text.Append(name).Append('=').Append(value).Append('\0');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Whether it follows from nothing else: nothing of it is checked in, no gem is a directory of the app, and the Gemfile reads no other file.</summary>
    public static bool IsComplete(ConfinedDirectory app, GemfileLock locked) =>
        !app.DirectoryExists("vendor/bundle") && locked.Gems.All(static gem => gem.Source is "GEM" or "GIT") && app.ReadText("Gemfile") is { } gemfile && !Reading().IsMatch(gemfile);

    [GeneratedRegex(@"\b(\w*eval\w*|File|Dir|IO|Pathname|open|load|gemspec|plugin|require_relative|path)\b|\brequire[ (]+['""]|`|%x", RegexOptions.CultureInvariant)]
    private static partial Regex Reading();
}
