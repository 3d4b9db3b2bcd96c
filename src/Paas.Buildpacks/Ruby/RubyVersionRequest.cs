using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Paas.Files;

namespace Paas.Ruby;

/// <summary>The Ruby that an app asks for.</summary>
/// <param name="Requirement">The versions that satisfy it.</param>
/// <param name="Source">File that says so; null when none does.</param>
/// <param name="Gemfile">What the Gemfile itself requires, which Bundler checks whatever the lockfile says; null when it says nothing.</param>
/// <param name="Mismatch">Null, or that two files ask for different versions.</param>
internal sealed partial record RubyVersionRequest(GemRequirement Requirement, string? Source, GemRequirement? Gemfile, string? Mismatch)
{
    /// <summary>Looks in the order of their rank: Gemfile.lock, .ruby-version, the Gemfile.</summary>
    public static bool TryRead(ConfinedDirectory app, string gemfile, GemfileLock locked, [NotNullWhen(true)] out RubyVersionRequest? request, [NotNullWhen(false)] out string? error)
    {
        request = null;
        error = null;
        var (fromGemfile, line) = FromGemfile(gemfile);
        var required = fromGemfile is null ? null : GemRequirement.Parse(fromGemfile);
        if (fromGemfile is not null && required is null)
        {
            error = $"Gemfile line {line} asks for Ruby '{Shorten(fromGemfile)}', which is not a version. Write it like ruby \"3.2.2\" or ruby \"~> 3.2\".";
            return false;
        }

        var file = app.ReadText(".ruby-version") is { } text ? FromFile(text) : null;
        if (locked.RubyVersion is { } version)
        {
            var requirement = GemRequirement.Parse(version);
            error = requirement is null ? $"Gemfile.lock asks for Ruby '{Shorten(version)}'; this platform builds apps for CRuby, the Ruby without a name behind its version. Set one in the Gemfile (ruby \"3.2.2\"), run 'bundle lock' and commit both files." : null;
            var mismatch = file is not null && file != version && !version.StartsWith(file + ".", StringComparison.Ordinal)
                ? $".ruby-version has {Shorten(file)}, but Gemfile.lock has Ruby {version}, which is used. Make them agree: put 'ruby file: \".ruby-version\"' into the Gemfile, run 'bundle lock' and commit both files." : null;
            request = requirement is null ? null : new RubyVersionRequest(requirement, "Gemfile.lock", required, mismatch);
        }
        else if (file is not null)
        {
            var parts = file.Count(static c => c == '.') + 1;
            var requirement = GemRequirement.Parse(parts < 3 ? $"~> {file}.0" : file);
            error = requirement is null ? $".ruby-version holds '{Shorten(file)}'; it must be one line with a version such as '3.2.2'." : null;
            request = requirement is null ? null : new RubyVersionRequest(requirement with { Text = file }, ".ruby-version", required, null);
        }
        else
        {
            request = required is null
                ? new RubyVersionRequest(new GemRequirement("of any version", []), null, null, null)
                : new RubyVersionRequest(required, "Gemfile", required, null);
        }

        return request is not null;
    }

    /// <summary>The requirement in a line such as <c>ruby "&gt;= 3.1", "&lt; 4"</c>, with its number; options such as <c>file:</c> are left to Bundler.</summary>
    private static (string? Requirement, int Line) FromGemfile(string gemfile)
    {
        var number = 0;
        foreach (var line in gemfile.Split('\n'))
        {
            number++;
            if (RubyLine().Match(line) is { Success: true } match)
                return (string.Join(", ", match.Groups["version"].Captures.Select(static capture => capture.Value.Trim())), number);
        }

        return (null, 0);
    }

    private static string FromFile(string text)
    {
        var line = text.Split('\n').Select(static line => line.Trim()).FirstOrDefault(static line => line.Length > 0 && line[0] != '#') ?? "";
        return line.StartsWith("ruby-", StringComparison.Ordinal) ? line["ruby-".Length..] : line;
    }

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..57] + "...";

    [GeneratedRegex("""^\s*ruby[\s(]\s*(?:(?<quote>["'])(?<version>[^"']*)\k<quote>\s*,?\s*)+""")]
    private static partial Regex RubyLine();
}
