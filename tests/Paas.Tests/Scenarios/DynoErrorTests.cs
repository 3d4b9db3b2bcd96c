using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Paas.Builds;
using Paas.Hosting;

namespace Paas.Scenarios;

/// <summary>R-codes that real processes bring about.</summary>
public sealed partial class DynoErrorTests
{
    private const string App = "shop";

    [Fact]
    public async Task Memory_AboveTheQuota_IsR14_AndFarAboveIsR15()
    {
        Bash.Require("perl");
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var platform = await RealPlatform.StartAsync(configure: static services => services
            .Configure<PaasOptions>(static options => options.DynoSizes.Add(new DynoSize("tiny", 40 * 1024 * 1024) { MaxMemoryRatio = 4 }))
            .Configure<LocalProcessOptions>(static options => options.UsageInterval = TimeSpan.FromMilliseconds(200)));
        using var source = new TestDirectory()
            .With("fill.pl", "my $x; $x .= 'x' x 1048576 for 1 .. shift; print \"full\\n\"; sleep 1000;")
            .With("Procfile", "leak: exec perl fill.pl 60\nflood: exec perl fill.pl 300\n");
        await platform.Platform.Apps.CreateAsync(App, cancellationToken);
        (await platform.PushAsync(App, source)).Succeeded();

        await platform.Platform.Formations.UpdateAsync(App, [new FormationUpdate("leak") { Quantity = 1, Size = "tiny" }, new FormationUpdate("flood") { Quantity = 1, Size = "tiny" }], cancellationToken);
        await platform.SeesLineAsync(App, "heroku[leak.1]: Error R14 (Memory quota exceeded)");
        var crashed = await platform.SeesDynoAsync(App, "crashed", static dyno => dyno is { Type: "flood", State: DynoState.Crashed });

        Assert.Matches(Used(), crashed.Reason!);
        var log = await platform.LogAsync(App);
        Assert.Contains(log, static line => Running().IsMatch(line));
        var told = log.Where(static line => line.StartsWith("heroku[flood.1]: ", StringComparison.Ordinal)).Select(static line => line["heroku[flood.1]: ".Length..]).ToList();
        var at = told.IndexOf("Error R15 (Memory quota vastly exceeded)");
        Assert.StartsWith("Process running mem=", told[at - 1], StringComparison.Ordinal);
        Assert.Equal(["Stopping process with SIGKILL", "Process exited with status 137", "State changed from up to crashed"], told[(at + 1)..(at + 4)]);
        Assert.DoesNotContain("heroku[leak.1]: Error R15 (Memory quota vastly exceeded)", log);
    }

    [Fact]
    public async Task Stop_OfAProcessThatIgnoresSigterm_IsR12()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var platform = await RealPlatform.StartAsync(configure: static services =>
            services.Configure<EngineOptions>(static options => options.ExitTimeout = TimeSpan.FromSeconds(1)));
        using var source = new TestDirectory().With("Procfile", "deaf: trap '' TERM; echo deaf; while :; do sleep 1; done\n");
        await platform.Platform.Apps.CreateAsync(App, cancellationToken);
        (await platform.PushAsync(App, source)).Succeeded();
        await platform.Platform.Formations.UpdateAsync(App, [new FormationUpdate("deaf") { Quantity = 1 }], cancellationToken);
        await platform.SeesLineAsync(App, "app[deaf.1]: deaf");

        await platform.Platform.Formations.UpdateAsync(App, [new FormationUpdate("deaf") { Quantity = 0 }], cancellationToken);
        await platform.SeesLineAsync(App, "heroku[deaf.1]: State changed from up to down");

        var log = await platform.LogAsync(App);
        Assert.Contains("heroku[deaf.1]: Error R12 (Exit timeout) -> At least one process failed to exit within 1 seconds of SIGTERM", log);
        Assert.Contains("heroku[deaf.1]: Stopping remaining processes with SIGKILL", log);
        Assert.Contains("heroku[deaf.1]: Process exited with status 137", log);
    }

    [GeneratedRegex(@"^It used \d+ MB of memory, and a dyno of size Tiny may use 160 MB at most\.")]
    private static partial Regex Used();

    [GeneratedRegex(@"^heroku\[leak\.1\]: Process running mem=\d+M\(1\d\d\.\d%\)$")]
    private static partial Regex Running();
}
