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
        // A failure that is added without a case would not be in the table.
        foreach (var field in typeof(RouterErrors).GetFields().Where(field => field.FieldType == typeof(RouterError)))
        {
            var error = (RouterError)field.GetValue(null)!;
            Assert.True(
                cases.Exists(each => error.Code.Length == 0 ? each.Code == "–" : each.Code == error.Code && (each.Line.Length == 0 || each.Line.Contains($"desc=\"{error.Description}\"", StringComparison.Ordinal))),
                $"{field.Name} ({error.Code}) has no case in ErrorCases.");
        }
        Assert.Equal(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), text, ignoreLineEndingDifferences: true);
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
