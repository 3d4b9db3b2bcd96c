namespace Paas.Access.Audit;

public sealed class AuditTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Changes_DoneRefusedAndForbidden_AreRecordedWithoutSecrets()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        var bob = await people.AddAsync("bob@example.com");
        await ann.Apps.CreateAsync("shop", Cancelled);
        await ann.Config.UpdateAsync("shop", new Dictionary<string, string?> { ["API_KEY"] = "very-secret-value" }, Cancelled);
        await ann.Accounts.Collaborators.AddAsync("shop", "bob@example.com", AppPermissions.View, Cancelled);
        await Refusal.OfAsync(PaasErrors.Forbidden, () => bob.Apps.DestroyAsync("shop", Cancelled));
        await Refusal.OfAsync(PaasErrors.InvalidParams, () => ann.Domains.AddAsync("shop", "no domain", cancellationToken: Cancelled));
        await ann.Apps.GetAsync("shop", Cancelled);

        var records = await ann.Accounts.Audit.ReadAsync(new AuditQuery { App = "shop" }, Cancelled);

        Assert.Equal(
            [
                "ann@example.com domains.add shop: no domain Failed invalid_params",
                "bob@example.com apps.destroy shop Forbidden forbidden",
                "ann@example.com collaborators.add shop: bob@example.com Succeeded ",
                "ann@example.com config.update shop: API_KEY Succeeded ",
            ],
            records.Select(static record => $"{record.Email} {record.Action} {record.Subject} {record.Outcome} {record.Error}"));
        Assert.All(records, static record => Assert.Equal(("192.0.2.1", "request-1"), (record.Address, record.RequestId)));
        Assert.Contains(await ann.Accounts.Audit.ReadAsync(new AuditQuery(), Cancelled), static record => record is { Action: "apps.create", Subject: "shop", Outcome: AuditOutcome.Succeeded });
        await people.Paas.SettleAsync();
        foreach (var document in await people.Paas.State.ListAsync("audit/", Cancelled))
            Assert.DoesNotContain("very-secret-value", System.Text.Encoding.UTF8.GetString(document.Json!.Value.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_OthersRecords_AreNotThere()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        var bob = await people.AddAsync("bob@example.com");
        await ann.Apps.CreateAsync("shop", Cancelled);
        await bob.Apps.CreateAsync("mine", Cancelled);

        Assert.All(await bob.Accounts.Audit.ReadAsync(new AuditQuery(), Cancelled), static record => Assert.Equal("bob@example.com", record.Email));
        await Refusal.OfAsync(PaasErrors.NotFound, () => bob.Accounts.Audit.ReadAsync(new AuditQuery { App = "shop" }, Cancelled));
        Assert.Contains(await people.Host.Accounts.Audit.ReadAsync(new AuditQuery(), Cancelled), static record => record.Email == "ann@example.com");
        foreach (var limit in (int[])[0, 1_001])
            await Refusal.OfAsync(PaasErrors.InvalidParams, () => people.Host.Accounts.Audit.ReadAsync(new AuditQuery { Limit = limit }, Cancelled));
    }

    [Fact]
    public async Task Read_PageByPage_MissesAndRepeatsNothing()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        await Task.WhenAll(Enumerable.Range(0, 250).Select(i => ann.Accounts.Users.UpdateAsync("~", new AccountUpdate { Name = $"{i}" }, Cancelled)).Select(static async update =>
        {
            try
            {
                await update;
            }
            catch (PaasException e) when (e.Id == PaasErrors.Conflict)
            {
                // Recorded as well.
            }
        }));

        var numbers = new List<long>();
        for (long? before = null; ;)
        {
            var page = await people.Host.Accounts.Audit.ReadAsync(new AuditQuery { Before = before, Limit = 37 }, Cancelled);
            if (page.Count == 0)
                break;
            numbers.AddRange(page.Select(static record => record.Number));
            before = page[^1].Number;
        }

        Assert.Equal(Enumerable.Range(1, 251).Select(static i => (long)i).Reverse(), numbers);
    }

    [Fact]
    public async Task Crash_BetweenCallAndOutcome_LeavesTheRecordUnknown()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        await people.Paas.SettleAsync();
        people.Paas.State.DiesAfterCommits = 2; // the record, then the app
        var call = ann.Apps.CreateAsync("shop", Cancelled);
        await people.Paas.State.Died;
        Assert.False(call.IsCompleted);

        await people.Paas.CrashAsync();

        var record = (await people.Host.Accounts.Audit.ReadAsync(new AuditQuery { Limit = 1 }, Cancelled))[0];
        Assert.Equal(("apps.create", "shop", AuditOutcome.Unknown), (record.Action, record.Subject, record.Outcome));
        Assert.NotNull((await people.Host.Apps.GetAsync("shop", Cancelled)).OwnerId);
    }

    [Fact]
    public async Task Records_MoreThanAreKept_ForgetTheOldestBucket()
    {
        await using var people = await People.StartAsync();
        var trail = (AuditTrail)people.Paas.Services.GetService(typeof(AuditTrail))!;
        var caller = new Caller { AccountId = Guid.NewGuid(), Email = "ann@example.com" };
        for (var i = 0; i < AuditTrail.MaxRecords + 2 * AuditTrail.BucketSize; i++)
            await trail.BeginAsync(caller, "test", null, null);

        var kept = (await people.Paas.State.ListAsync("audit/", Cancelled)).Count - 1;
        Assert.InRange(kept, AuditTrail.MaxRecords, AuditTrail.MaxRecords + 2 * AuditTrail.BucketSize);
        Assert.Equal(AuditTrail.MaxRecords + 2 * AuditTrail.BucketSize, (await trail.ReadAsync(static _ => true, null, 1, Cancelled))[0].Number);
        Assert.InRange((await trail.ReadAsync(static _ => true, null, int.MaxValue, Cancelled)).Count, AuditTrail.MaxRecords - AuditTrail.BucketSize, kept);
    }
}
