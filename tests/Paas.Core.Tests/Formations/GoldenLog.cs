using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Paas.Testing;

namespace Paas.Formations;

/// <summary>
/// Compares what an app's log tells since a moment with a file in Golden: the time since then, source and message of each line.
/// What dynos do at the same instant is told dyno by dyno. Ids and ports become names; <c>UPDATE_GOLDEN=1</c> writes the files anew.
/// </summary>
internal sealed partial class GoldenLog
{
    private readonly TestPaas _paas;
    private readonly string _app;
    private readonly DateTimeOffset _from;
    private readonly int _skip;

    private GoldenLog(TestPaas paas, string app, int skip) => (_paas, _app, _from, _skip) = (paas, app, paas.Time.GetUtcNow(), skip);

    public static async Task<GoldenLog> BeginAsync(TestPaas paas, string app) =>
        new(paas, app, await paas.Platform.Logs.ReadAsync(app, new LogQuery { Lines = 1_500 }).CountAsync());

    public async Task EqualAsync(string name, [CallerFilePath] string source = "")
    {
        var text = new System.Text.StringBuilder();
        var lines = await _paas.Platform.Logs.ReadAsync(_app, new LogQuery { Lines = 1_500 }).Skip(_skip).ToListAsync();
        foreach (var line in lines.OrderBy(static line => line.At).ThenBy(static line => line.Process, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"{(line.At - _from).TotalSeconds,9:0.000}s {line.Source}[{line.Process}]: {line.Message}\n");
        foreach (var dyno in await _paas.Platform.Dynos.ListAsync(_app))
            text.Replace($"{dyno.Id}", $"<{dyno.Name}>");
        var app = await _paas.Platform.Apps.GetAsync(_app);
        text.Replace($"heroku.{BitConverter.ToUInt32(app.Id.ToByteArray())}.", "heroku.<number>.");

        var told = Port().Replace(text.ToString(), "<port>");
        var path = Path.Combine(Path.GetDirectoryName(source)!, "Golden", $"{name}.log");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            await File.WriteAllTextAsync(path, told);
        else
            Assert.Equal(File.Exists(path) ? await File.ReadAllTextAsync(path) : $"There is no {path}. Set UPDATE_GOLDEN=1 to make it.", told, ignoreLineEndingDifferences: true);
    }

    [GeneratedRegex(@"(?<=-p |PORT=)\d+")]
    private static partial Regex Port();
}
