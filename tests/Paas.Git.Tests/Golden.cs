using System.Runtime.CompilerServices;

namespace Paas.Git.Tests;

/// <summary>Transcripts as a pusher sees them.</summary>
internal static class Golden
{
    public static async Task AssertAsync(string name, GitResult push, CancellationToken cancellationToken)
    {
        var expected = await File.ReadAllTextAsync(Path.Combine(Folder(), name + ".golden"), cancellationToken);
        Assert.Equal(expected.ReplaceLineEndings("\n"), string.Concat(push.Remote.Select(static line => $"{line}\n")));
    }

    private static string Folder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "Golden");
}
