using System.Runtime.CompilerServices;
using System.Text;
using Paas.Harness;

namespace Paas.Errors.Table;

/// <summary>
/// Provokes every failure over sockets and compares what comes of it with <c>docs/router-errors.md</c>;
/// <c>UPDATE_GOLDEN=1</c> writes the table anew.
/// </summary>
public sealed class ErrorTableTests
{
    [Fact]
    public async Task Table_EveryCode_IsAsDocumented()
    {
        var cases = new List<ErrorCase>();
        foreach (var provoke in ErrorCases.All)
            cases.Add(await provoke());
        var path = Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "..", "..", "docs", "router-errors.md");
        var text = ErrorTable.Write(cases);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        Assert.Equal(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), text, ignoreLineEndingDifferences: true);
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
