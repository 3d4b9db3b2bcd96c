using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Paas.Builds;

/// <summary>Compares transcripts with the files in Golden; <c>UPDATE_GOLDEN=1</c> writes them anew.</summary>
public static partial class Transcripts
{
    public static string Normalise(string text, string app, string cache)
    {
        text = text.Replace(app, "<app>", StringComparison.Ordinal).Replace(cache, "<cache>", StringComparison.Ordinal);
        text = AptPath().Replace(text, "<python>");
        text = Duration().Replace(text, "<time>");
        text = Version().Replace(text, "<version>");

        // Which packages a Debian release has, and where a tool leaves blank lines, is not ours.
        return string.Concat(text.Split('\n').Where(static line => line.Length > 0 && !PipProgress().IsMatch(line)).Select(static line => line + "\n"));
    }

    /// <summary>The transcript of a build that fails, with its reason below, as somebody who pushes sees it.</summary>
    public static async Task FailsAsync(string name, TestBuild build, IBuildpack buildpack, [CallerFilePath] string thisFile = "")
    {
        var result = await build.RunAsync(buildpack);
        build.Output.Alert(Assert.IsType<string>(result.Error));
        Equal(name, build.Transcript(), thisFile);
    }

    public static void Equal(string name, string actual, [CallerFilePath] string thisFile = "")
    {
        if (System.Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            File.WriteAllText(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "Golden", $"{name}.golden"), actual);
        else
            Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", $"{name}.golden")), actual, ignoreLineEndingDifferences: true);
    }

    [GeneratedRegex(@"\d+(\.\d+)? ?(ms|s|sec)\b")]
    private static partial Regex Duration();

    [GeneratedRegex(@"^ +(Looking in|Processing|Requirement already|Installing collected|Successfully installed|Preparing|Defaulting) ")]
    private static partial Regex PipProgress();

    [GeneratedRegex(@"\b\d+\.\d+(\.\d+)*([-+.]\w+)*")]
    private static partial Regex Version();

    [GeneratedRegex(@"(?<=Using )/\S*python\S*")]
    private static partial Regex AptPath();
}
