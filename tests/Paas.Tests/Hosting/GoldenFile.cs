using System.Text.RegularExpressions;

namespace Paas.Hosting;

/// <summary>Compares transcripts with the files in Golden; <c>UPDATE_GOLDEN=1</c> writes them anew.</summary>
internal static partial class GoldenFile
{
    public static void Equal(string name, PushResult push, RealPlatform platform)
    {
        var text = push.Transcript
            .Replace(platform.Token, "<token>", StringComparison.Ordinal)
            .Replace($":{platform.RouterAddress.Port}/", ":<router>/", StringComparison.Ordinal)
            .Replace(platform.GitAddress.Authority, "<git>", StringComparison.Ordinal);
        text = Size().Replace(text, "$1<size>");
        text = Buildpacks().Replace(text, "<buildpacks>");
        text = ToolVersion().Replace(text, "<version>");
        text = Duration().Replace(text, "<time>");

        var path = Repository.PathOf("tests", "Paas.Tests", "Golden", $"{name}.golden");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, text);
        else
            Assert.Equal(File.Exists(path) ? File.ReadAllText(path) : $"There is no {path}. Set UPDATE_GOLDEN=1 to make it.", text, ignoreLineEndingDifferences: true);
    }

    [GeneratedRegex(@"(Done: |Unpacked: |, new: )[^\s,]+")]
    private static partial Regex Size();

    [GeneratedRegex(@"(?<=Buildpacks here: )\S+(, \S+)*(?=\.)")]
    private static partial Regex Buildpacks();

    [GeneratedRegex(@"\b\d+\.\d+\.\d+\b(-\w+)?")]
    private static partial Regex ToolVersion();

    [GeneratedRegex(@"(?<=up to date in )\S+")]
    private static partial Regex Duration();
}
