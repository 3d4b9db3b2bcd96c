using Microsoft.Extensions.DependencyInjection;
using Paas.Testing;

namespace Paas.Formations;

/// <summary>Which sizes and numbers of dynos go together.</summary>
public sealed class SizeTests
{
    [Fact]
    public async Task Size_EcoAndBasic_AreForThemselvesAndOneOfAType()
    {
        await using var paas = await StartAsync();
        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Size = "Basic" }]); // the worker has no dynos

        await RefusedAsync(paas, "Cannot mix Basic dynos (web) with Standard-1X dynos (worker). Give all process types of the app the size basic, or none.", new FormationUpdate("worker") { Quantity = 1 });
        await RefusedAsync(paas, "Cannot mix Basic dynos (web) with Eco dynos (worker). Give all process types of the app the size basic, or none.", new FormationUpdate("worker") { Quantity = 1, Size = "eco" });
        await RefusedAsync(paas, "Cannot scale web to 2: a process type has 0 to 1 dynos of size Basic.", new FormationUpdate("web") { Delta = 1 });

        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("worker") { Quantity = 1, Size = "basic" }]);
        await paas.SettleAsync();
        Assert.All(paas.Driver.Running, static dyno => Assert.Equal("basic", dyno.Spec.Size.Name));
    }

    [Fact]
    public async Task Size_StandardAndPerformance_MixWithLimits()
    {
        await using var paas = await StartAsync();

        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Quantity = 10, Size = "performance-m" }, new FormationUpdate("worker") { Quantity = 100 }]);

        await RefusedAsync(paas, "Cannot scale web to 11: a process type has 0 to 10 dynos of size Performance-M.", new FormationUpdate("web") { Delta = 1 });
        await RefusedAsync(paas, "Cannot scale worker to 101: a process type has 0 to 100 dynos of size Standard-1X.", new FormationUpdate("worker") { Delta = 1 });
    }

    [Fact]
    public async Task Size_OfNewTypes_IsTheAppsOwn()
    {
        await using var paas = await StartAsync();
        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Size = "eco" }, new FormationUpdate("worker") { Size = "eco" }]);

        await paas.DeployAsync("shop", "web: serve\nworker: work\nclock: tick");

        Assert.Equal("eco", (await paas.Platform.Formations.GetAsync("shop")).Single(static process => process.Type == "clock").Size);
    }

    [Fact]
    public async Task Size_Changed_RollsDynosWithoutAGap()
    {
        await using var paas = await StartAsync();
        var served = true;
        paas.Router.OnUpdate = table => served &= table.Hosts["shop.localhost"].Targets.Length > 0;

        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Size = "tiny" }]);
        await paas.SettleAsync();

        Assert.Equal(64 * 1024 * 1024, Assert.Single(paas.Driver.Running).Spec.Size.Memory);
        Assert.True(served);
    }

    private static async Task RefusedAsync(TestPaas paas, string message, params FormationUpdate[] updates)
    {
        var before = await paas.Platform.Formations.GetAsync("shop");
        Assert.Equal(message, (await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Formations.UpdateAsync("shop", updates))).Message);
        Assert.Equal(before, await paas.Platform.Formations.GetAsync("shop"));
    }

    private static async Task<TestPaas> StartAsync()
    {
        var paas = await TestPaas.StartAsync(static services => services.Configure<PaasOptions>(static options => options.DynoSizes.Add(new DynoSize("tiny", 64 * 1024 * 1024))));
        await paas.Platform.Apps.CreateAsync("shop");
        await paas.DeployAsync("shop", "web: serve\nworker: work");
        return paas;
    }
}
