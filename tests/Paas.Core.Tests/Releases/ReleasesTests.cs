using Paas.Testing;

namespace Paas.Releases;

public sealed class ReleasesTests
{
    private const string WithCommand = "web: serve\nrelease: migrate";

    [Fact]
    public async Task ConfigSet_ThreeVars_IsOneReleaseAndOneRestart()
    {
        await using var paas = await DeployedAsync("web: serve");
        var started = paas.Driver.Started;

        var release = await paas.Platform.Config.UpdateAsync("shop", new Dictionary<string, string?> { ["A"] = "1", ["B"] = "2", ["C"] = "3" });
        await paas.SettleAsync();

        Assert.Equal((4, "Set A, B, C config vars"), (release!.Version, release.Description));
        Assert.Equal(started + 1, paas.Driver.Started);
        Assert.Equal("2", paas.Driver.Find("web.1").Spec.Environment["B"]);
        Assert.Equal("v4", paas.Driver.Find("web.1").Spec.Environment["HEROKU_RELEASE_VERSION"]);
    }

    [Fact]
    public async Task ConfigSet_NoChange_MakesNoRelease()
    {
        await using var paas = await DeployedAsync("web: serve");
        await paas.Platform.Config.UpdateAsync("shop", new Dictionary<string, string?> { ["A"] = "1" });

        Assert.Null(await paas.Platform.Config.UpdateAsync("shop", new Dictionary<string, string?> { ["A"] = "1", ["NOT_THERE"] = null }));
    }

    [Theory]
    [InlineData("1A")]
    [InlineData("A-B")]
    [InlineData("__A")]
    [InlineData("")]
    [InlineData("A B")]
    public async Task ConfigSet_IllegalName_ChangesNothing(string name)
    {
        await using var paas = await DeployedAsync("web: serve");

        var e = await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Config.UpdateAsync("shop", new Dictionary<string, string?> { ["GOOD"] = "1", [name] = "secret-value" }));

        Assert.DoesNotContain("secret-value", e.Message, StringComparison.Ordinal);
        Assert.Empty(await paas.Platform.Config.GetAsync("shop"));
    }

    [Theory]
    [InlineData(65_536, true)]
    [InlineData(65_537, false)]
    public async Task ConfigSet_AtTheLimit_CountsNamesAndValues(int bytes, bool allowed)
    {
        await using var paas = await DeployedAsync("web: serve");
        var change = new Dictionary<string, string?> { ["NAME"] = new string('x', bytes - 4) };

        if (allowed)
            Assert.NotNull(await paas.Platform.Config.UpdateAsync("shop", change));
        else
            Assert.Contains("65537", (await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Config.UpdateAsync("shop", change))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rollback_ToOlder_CopiesSlugAndConfig()
    {
        await using var paas = await DeployedAsync("web: first");
        await paas.Platform.Config.UpdateAsync("shop", new Dictionary<string, string?> { ["A"] = "1" });
        await paas.DeployAsync("shop", "web: second");

        var release = await paas.Platform.Releases.RollbackAsync("shop", 3);
        await paas.SettleAsync();

        Assert.Equal((6, "Rollback to v3"), (release.Version, release.Description));
        Assert.Equal("first", paas.Driver.Find("web.1").Spec.Command);
        Assert.Empty(await paas.Platform.Config.GetAsync("shop"));
        Assert.Equal("1", (await paas.Platform.Config.GetAsync("shop", 5))["A"]);
    }

    [Fact]
    public async Task Rollback_NoVersion_TakesTheOneBefore()
    {
        await using var paas = await DeployedAsync("web: first");
        await paas.DeployAsync("shop", "web: second");

        Assert.Equal("Rollback to v3", (await paas.Platform.Releases.RollbackAsync("shop")).Description);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(99)]
    public async Task Rollback_ToNothing_IsRefused(int version)
    {
        await using var paas = await DeployedAsync("web: serve");

        var e = await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Releases.RollbackAsync("shop", version));

        Assert.Contains($"v{version}", e.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await paas.Platform.Releases.ListAsync("shop"))[0].Version);
    }

    [Fact]
    public async Task ReleaseCommand_WhileItRuns_TheOldReleaseServes()
    {
        await using var paas = await DeployedAsync("web: old");
        FakeDyno? command = null;
        paas.Driver.OnStart = dyno =>
        {
            if (dyno.Spec.Type == "release")
                (command = dyno).Start();
            else
                FakeDynoDriver.Behave(dyno);
        };

        await paas.DeployAsync("shop", WithCommand);

        Assert.Equal(ReleaseStatus.Pending, (await paas.Platform.Releases.GetAsync("shop", 4)).Status);
        Assert.Equal("old", paas.Driver.Find("web.1").Spec.Command);
        Assert.Equal("migrate", command!.Spec.Command);

        command.Print("migrating");
        command.Exit(0);
        await paas.SettleAsync();

        Assert.Equal((ReleaseStatus.Succeeded, true), await StatusAsync(paas, 4));
        Assert.Equal("serve", paas.Driver.Find("web.1").Spec.Command);
        Assert.Equal(["migrating"], await paas.Platform.Releases.OutputAsync("shop", 4).ToListAsync());
    }

    [Fact]
    public async Task ReleaseCommand_Fails_TheOldReleaseServesOnAndTheReasonSaysWhy()
    {
        await using var paas = await DeployedAsync("web: old");
        paas.Driver.OnStart = static dyno =>
        {
            if (dyno.Spec.Type != "release")
            {
                FakeDynoDriver.Behave(dyno);
                return;
            }

            dyno.Start();
            dyno.Print("no such table");
            dyno.Exit(7);
        };

        await paas.DeployAsync("shop", WithCommand);

        var release = await paas.Platform.Releases.GetAsync("shop", 4);
        Assert.Equal((ReleaseStatus.Failed, false), (release.Status, release.Current));
        Assert.Contains("status 7", release.Reason, StringComparison.Ordinal);
        Assert.Contains("no such table", release.Reason, StringComparison.Ordinal);
        Assert.Equal("old", paas.Driver.Find("web.1").Spec.Command);
        Assert.Equal((ReleaseStatus.Succeeded, true), await StatusAsync(paas, 3));

        // The number is used; the next release has the next one.
        Assert.Equal(5, (await paas.Platform.Config.UpdateAsync("shop", new Dictionary<string, string?> { ["A"] = "1" }))!.Version);
    }

    [Fact]
    public async Task ConfigSet_WhileADeployIsPending_RunsWithTheNewSlugAfterIt()
    {
        await using var paas = await DeployedAsync("web: old");
        var commands = new Queue<FakeDyno>();
        paas.Driver.OnStart = dyno =>
        {
            if (dyno.Spec.Type != "release")
            {
                FakeDynoDriver.Behave(dyno);
                return;
            }

            dyno.Start();
            commands.Enqueue(dyno);
        };
        await paas.DeployAsync("shop", WithCommand);
        await paas.Platform.Config.UpdateAsync("shop", new Dictionary<string, string?> { ["A"] = "1" });
        await paas.SettleAsync();
        Assert.Single(commands);

        commands.Dequeue().Exit(0);
        await paas.SettleAsync();
        commands.Dequeue().Exit(0);
        await paas.SettleAsync();

        Assert.Equal((ReleaseStatus.Succeeded, true), await StatusAsync(paas, 5));
        Assert.Equal("serve", paas.Driver.Find("web.1").Spec.Command);
        Assert.Equal("1", paas.Driver.Find("web.1").Spec.Environment["A"]);
    }

    [Fact]
    public async Task ConfigSet_AfterAPendingDeployThatFails_KeepsTheOldSlug()
    {
        await using var paas = await DeployedAsync("web: old");
        FakeDyno? command = null;
        paas.Driver.OnStart = dyno =>
        {
            if (dyno.Spec.Type != "release")
                FakeDynoDriver.Behave(dyno);
            else
                (command = dyno).Start();
        };
        await paas.DeployAsync("shop", WithCommand);
        await paas.Platform.Config.UpdateAsync("shop", new Dictionary<string, string?> { ["A"] = "1" });

        command!.Exit(1);
        await paas.SettleAsync();

        Assert.Equal((ReleaseStatus.Succeeded, true), await StatusAsync(paas, 5));
        Assert.Equal("old", paas.Driver.Find("web.1").Spec.Command);
        Assert.Equal("1", paas.Driver.Find("web.1").Spec.Environment["A"]);
    }

    private static async Task<(ReleaseStatus, bool)> StatusAsync(TestPaas paas, int version)
    {
        var release = await paas.Platform.Releases.GetAsync("shop", version);
        return (release.Status, release.Current);
    }

    private static async Task<TestPaas> DeployedAsync(string procfile)
    {
        var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop");
        await paas.DeployAsync("shop", procfile);
        return paas;
    }
}
