using System.Globalization;

namespace Paas.Ruby;

/// <summary>Says what a failed <c>bundle install</c> means. Its own words are in the transcript, but not where a build's reason is read.</summary>
internal static class BundlerFailure
{
    private const int TailLines = 5;

    public static string Explain(int exitCode, IReadOnlyList<string> output)
    {
        var differences = Differences(output);
        if (differences.Length > 0 || Says(output, "deployment mode") || Says(output, "frozen mode") || Says(output, "frozen is set"))
            return $"Gemfile.lock does not match the Gemfile{(differences.Length > 0 ? ":" : ".")}\n{string.Concat(differences.Select(static line => $"  {line}\n"))}Run 'bundle install', commit Gemfile.lock and push again.";

        var tail = output.Where(static line => !string.IsNullOrWhiteSpace(line)).TakeLast(TailLines).Select(static line => "  " + line.Trim());
        var advice = Says(output, "native extension") || Says(output, "extconf.rb")
            ? "A gem with native code could not be compiled: headers or a compiler are missing where builds run (Debian: apt-get install ruby-dev gcc make, and the libraries that the gem names). A version of the gem that is built for Linux needs none: 'bundle lock --add-platform x86_64-linux'."
            : "When no gem server is reachable, name a mirror with the config var BUNDLE_MIRROR__ALL, or commit the gems: run 'bundle cache --all-platforms' and add vendor/cache.";
        return string.Join('\n', [string.Create(CultureInfo.InvariantCulture, $"bundle install failed with exit code {exitCode}."), .. tail, advice]);
    }

    /// <summary>From <c>You have added to the Gemfile:</c> and the <c>* sinatra</c> below it to <c>added to the Gemfile: sinatra</c>.</summary>
    private static string[] Differences(IReadOnlyList<string> output)
    {
        var differences = new List<string>();
        var kind = "";
        foreach (var line in output.Select(static line => line.Trim()))
        {
            if (line.StartsWith("You have ", StringComparison.Ordinal) && line.EndsWith("the Gemfile:", StringComparison.Ordinal))
                kind = line["You have ".Length..^1];
            else if (kind.Length > 0 && line.StartsWith("* ", StringComparison.Ordinal))
                differences.Add($"{kind}: {line[2..]}");
        }

        return [.. differences];
    }

    private static bool Says(IReadOnlyList<string> output, string words) => output.Any(line => line.Contains(words, StringComparison.Ordinal));
}
