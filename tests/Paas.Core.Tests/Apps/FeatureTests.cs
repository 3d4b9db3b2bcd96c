using System.Collections.Immutable;
using Paas.Testing;

namespace Paas.Apps;

public sealed class FeatureTests
{
    [Fact]
    public async Task Features_SwitchedOnAndOff_AreKeptToldAndRouted()
    {
        await using var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop");

        var app = await SwitchAsync(paas, ("http-session-affinity", true), ("preboot", true));
        Assert.Equal(["http-session-affinity", "preboot"], app.Features);
        Assert.True(paas.Router.Route("shop.localhost").Settings.SessionAffinity);
        Assert.Contains("app[api]: Enable feature preboot by user", await paas.LogAsync("shop"), StringComparison.Ordinal);

        await SwitchAsync(paas, ("http-session-affinity", false), ("http-end-to-end-continue", true), ("http-disable-keepalive-to-dyno", true));
        await paas.CrashAsync();

        Assert.Equal(["http-disable-keepalive-to-dyno", "http-end-to-end-continue", "preboot"], (await paas.Platform.Apps.GetAsync("shop")).Features);
        var settings = paas.Router.Route("shop.localhost").Settings;
        Assert.True(settings is { SessionAffinity: false, EndToEndContinue: true, DisableDynoKeepAlive: true });
    }

    [Fact]
    public async Task MaxInFlightPerDyno_Set_IsRoutedAndKept()
    {
        await using var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop");

        await paas.Platform.Apps.UpdateAsync("shop", new AppUpdate { MaxInFlightPerDyno = 1 });
        await paas.CrashAsync();

        Assert.Equal(1, paas.Router.Route("shop.localhost").Settings.MaxInFlightPerDyno);
        var error = await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Apps.UpdateAsync("shop", new AppUpdate { MaxInFlightPerDyno = -1 }));
        Assert.Equal("MaxInFlightPerDyno -1 is illegal. Give 1 to 1000, or 0 for no cap.", error.Message);
    }

    [Fact]
    public async Task Features_UnknownName_IsRefusedWithTheList()
    {
        await using var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop");

        var error = await Assert.ThrowsAsync<PaasException>(() => SwitchAsync(paas, ("preboot", true), ("warp-drive", true)));

        Assert.Equal(PaasErrors.InvalidParams, error.Id);
        Assert.Equal("No such feature: 'warp-drive'. There are: http-disable-keepalive-to-dyno, http-end-to-end-continue, http-session-affinity, log-runtime-metrics, preboot.", error.Message);
        Assert.Empty((await paas.Platform.Apps.GetAsync("shop")).Features);
    }

    private static Task<App> SwitchAsync(TestPaas paas, params (string Name, bool On)[] features) =>
        paas.Platform.Apps.UpdateAsync("shop", new AppUpdate { Features = features.ToImmutableDictionary(static feature => feature.Name, static feature => feature.On) });
}
