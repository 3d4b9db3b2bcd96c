using System.Globalization;
using System.Text.RegularExpressions;
using Paas.Files;

namespace Paas.DotNet;

/// <summary>The newest framework that the projects of a source target: the SDK of that version builds them, and has their runtime.</summary>
internal static partial class TargetFrameworks
{
    private const int MaxDepth = 4;
    private static readonly string[] _patterns = ["*.csproj", "*.fsproj", "*.vbproj", "Directory.Build.props"];

    /// <summary>Major version of the newest <c>net8.0</c>-like target; null when none is written down.</summary>
    public static int? Newest(ConfinedDirectory app) => Newest(app, "", 0);

    private static int? Newest(ConfinedDirectory app, string directory, int depth)
    {
        var here = new ConfinedDirectory(app.PathOf(directory));
        var newest = _patterns.SelectMany(here.FilesMatching).Select(here.ReadText).OfType<string>()
            .SelectMany(static text => Target().Matches(text)).Select(static match => (int?)int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).Max();
        if (depth == MaxDepth)
            return newest;

        foreach (var name in app.DirectoriesIn(directory).Where(static name => name is not ("bin" or "obj" or "node_modules") && name[0] != '.'))
        {
            if (Newest(app, directory.Length == 0 ? name : $"{directory}/{name}", depth + 1) is { } below && !(newest >= below))
                newest = below;
        }

        return newest;
    }

    [GeneratedRegex(@"<TargetFrameworks?>[^<]*?net(\d{1,3})\.0", RegexOptions.CultureInvariant)]
    private static partial Regex Target();
}
