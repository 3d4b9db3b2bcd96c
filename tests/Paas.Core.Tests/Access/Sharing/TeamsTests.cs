namespace Paas.Access.Sharing;

public sealed class TeamsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Team_Roles_SeeAndMayWhatTheyShould()
    {
        await using var people = await People.StartAsync();
        var world = await WorldAsync(people);
        var app = await world["admin"].Accounts.Teams.CreateAppAsync("acme", "shop", Cancelled);
        Assert.Equal(world.Team.Id, app.TeamId);
        await people.Paas.CrashAsync();
        world = await world.AgainAsync(people);

        foreach (var (who, view, maintain, destroy) in ((string, bool, bool, bool)[])[("admin", true, true, true), ("member", true, false, false), ("viewer", true, false, false), ("outside", false, false, false), ("stranger", false, false, false)])
        {
            await MayAsync(view, PaasErrors.NotFound, () => world[who].Apps.GetAsync("shop", Cancelled));
            await MayAsync(maintain, view ? PaasErrors.Forbidden : PaasErrors.NotFound, () => world[who].Apps.UpdateAsync("shop", new AppUpdate { Maintenance = true }, Cancelled));
            if (!destroy)
                await MayAsync(false, view ? PaasErrors.Forbidden : PaasErrors.NotFound, () => world[who].Apps.DestroyAsync("shop", Cancelled));
        }

        await world["admin"].Apps.DestroyAsync("shop", Cancelled);
    }

    [Fact]
    public async Task App_MadeByAMember_IsTheTeamsAndTheMemberManagesIt()
    {
        await using var people = await People.StartAsync();
        var world = await WorldAsync(people);

        await world["member"].Accounts.Teams.CreateAppAsync("acme", "shop", Cancelled);
        await world["member"].Accounts.Collaborators.AddAsync("shop", "outside@example.com", AppPermissions.Deploy, Cancelled);
        await world["outside"].Config.GetAsync("shop", Cancelled);
        foreach (var who in (string[])["viewer", "outside"])
            await Refusal.OfAsync(PaasErrors.Forbidden, () => world[who].Accounts.Teams.CreateAppAsync("acme", "other", Cancelled));
        await Refusal.OfAsync(PaasErrors.NotFound, () => world["stranger"].Accounts.Teams.CreateAppAsync("acme", "other", Cancelled));

        // Whoever leaves the team loses what was given for its apps, too.
        await world["admin"].Accounts.Teams.RemoveMemberAsync("acme", "member@example.com", Cancelled);
        await Refusal.OfAsync(PaasErrors.NotFound, () => world["member"].Apps.GetAsync("shop", Cancelled));
    }

    [Fact]
    public async Task Join_UnlockedApp_GivesDeployAndOperate()
    {
        await using var people = await People.StartAsync();
        var world = await WorldAsync(people);
        await world["admin"].Accounts.Teams.CreateAppAsync("acme", "shop", Cancelled);
        await world["admin"].Accounts.Collaborators.LockAsync("shop", true, Cancelled);
        await Refusal.OfAsync(PaasErrors.Forbidden, () => world["member"].Accounts.Collaborators.JoinAsync("shop", Cancelled));
        await Refusal.OfAsync(PaasErrors.Forbidden, () => world["member"].Accounts.Collaborators.LockAsync("shop", false, Cancelled));

        Assert.False((await world["admin"].Accounts.Collaborators.LockAsync("shop", false, Cancelled)).Locked);
        await Refusal.OfAsync(PaasErrors.Forbidden, () => world["viewer"].Accounts.Collaborators.JoinAsync("shop", Cancelled));
        var joined = await world["member"].Accounts.Collaborators.JoinAsync("shop", Cancelled);

        Assert.Equal("member", joined.Role);
        await world["member"].Apps.UpdateAsync("shop", new AppUpdate { Maintenance = true }, Cancelled);
        await Refusal.OfAsync(PaasErrors.Forbidden, () => world["member"].Apps.DestroyAsync("shop", Cancelled));
    }

    [Fact]
    public async Task Team_LastAdmin_CannotGo()
    {
        await using var people = await People.StartAsync();
        var world = await WorldAsync(people);

        await Refusal.OfAsync(PaasErrors.InvalidParams, () => world["admin"].Accounts.Teams.RemoveMemberAsync("acme", "~", Cancelled));
        await Refusal.OfAsync(PaasErrors.InvalidParams, () => world["admin"].Accounts.Teams.SetMemberAsync("acme", "admin@example.com", TeamRole.Member, Cancelled));
        await Refusal.OfAsync(PaasErrors.InvalidParams, () => world["admin"].Accounts.Users.DeleteAsync("~", Cancelled));
        await world["admin"].Accounts.Teams.SetMemberAsync("acme", "member@example.com", TeamRole.Admin, Cancelled);
        await world["admin"].Accounts.Teams.RemoveMemberAsync("acme", "~", Cancelled);

        await Refusal.OfAsync(PaasErrors.NotFound, () => world["admin"].Accounts.Teams.GetAsync("acme", Cancelled));
        await world["viewer"].Accounts.Users.DeleteAsync("~", Cancelled);
        Assert.Equal(["member@example.com Admin", "outside@example.com Collaborator"], (await world["member"].Accounts.Teams.ListMembersAsync("acme", Cancelled)).Select(static member => $"{member.Email} {member.Role}"));
    }

    [Fact]
    public async Task Team_ChangesByOthersThanAdmins_AreForbiddenOrNotFound()
    {
        await using var people = await People.StartAsync();
        var world = await WorldAsync(people);

        foreach (var (who, id) in ((string, string)[])[("member", PaasErrors.Forbidden), ("viewer", PaasErrors.Forbidden), ("stranger", PaasErrors.NotFound)])
        {
            var teams = world[who].Accounts.Teams;
            await Refusal.OfAsync(id, () => teams.RenameAsync("acme", "mine", Cancelled));
            await Refusal.OfAsync(id, () => teams.DeleteAsync("acme", Cancelled));
            await Refusal.OfAsync(id, () => teams.SetMemberAsync("acme", $"{who}@example.com", TeamRole.Admin, Cancelled));
            await Refusal.OfAsync(id, () => teams.RemoveMemberAsync("acme", "admin@example.com", Cancelled));
        }

        Assert.Empty(await world["stranger"].Accounts.Teams.ListAsync(Cancelled));
        Assert.Equal(TeamRole.Viewer, Assert.Single(await world["viewer"].Accounts.Teams.ListAsync(Cancelled)).Role);
        await Refusal.OfAsync(PaasErrors.NotFound, () => world["stranger"].Accounts.Teams.GetAsync("../../name", Cancelled));
    }

    [Fact]
    public async Task Team_RenameAndDelete_FreeTheName()
    {
        await using var people = await People.StartAsync();
        var world = await WorldAsync(people);
        await Refusal.OfAsync(PaasErrors.InvalidParams, () => world["stranger"].Accounts.Teams.CreateAsync("acme", Cancelled));
        await world["admin"].Accounts.Teams.CreateAppAsync("acme", "shop", Cancelled);

        await world["admin"].Accounts.Teams.RenameAsync("acme", "emca", Cancelled);
        await world["stranger"].Accounts.Teams.CreateAsync("acme", Cancelled);
        await Refusal.OfAsync(PaasErrors.InvalidParams, () => world["admin"].Accounts.Teams.RenameAsync("emca", "acme", Cancelled));
        await Refusal.OfAsync(PaasErrors.InvalidParams, () => world["admin"].Accounts.Teams.DeleteAsync("emca", Cancelled));
        await world["admin"].Apps.DestroyAsync("shop", Cancelled);
        await world["admin"].Accounts.Teams.DeleteAsync(world.Team.Id.ToString(), Cancelled);

        Assert.Empty(await world["member"].Accounts.Teams.ListAsync(Cancelled));
        await world["member"].Accounts.Teams.CreateAsync("emca", Cancelled);
    }

    [Fact]
    public async Task Transfer_ToAPerson_IsTheirsOnceAccepted()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        var bob = await people.AddAsync("bob@example.com");
        await ann.Apps.CreateAsync("shop", Cancelled);
        var offer = await ann.Accounts.Transfers.CreateAsync("shop", "bob@example.com", Cancelled);
        await Refusal.OfAsync(PaasErrors.InvalidParams, () => ann.Accounts.Transfers.CreateAsync("shop", "bob@example.com", Cancelled));
        await Refusal.OfAsync(PaasErrors.NotFound, () => ann.Accounts.Transfers.DecideAsync(offer.Id, true, Cancelled));
        await Refusal.OfAsync(PaasErrors.NotFound, () => bob.Apps.GetAsync("shop", Cancelled));

        await people.Paas.CrashAsync();
        (ann, bob) = (await people.AsAsync("ann@example.com", OAuthScopes.Global), await people.AsAsync("bob@example.com", OAuthScopes.Global));
        Assert.Equal(AppTransferState.Accepted, (await bob.Accounts.Transfers.DecideAsync(offer.Id, true, Cancelled)).State);

        await Refusal.OfAsync(PaasErrors.Forbidden, () => ann.Apps.DestroyAsync("shop", Cancelled));
        await ann.Apps.UpdateAsync("shop", new AppUpdate { Maintenance = true }, Cancelled);
        await Refusal.OfAsync(PaasErrors.NotFound, () => bob.Accounts.Transfers.DecideAsync(offer.Id, false, Cancelled));
        await bob.Apps.DestroyAsync("shop", Cancelled);
        Assert.Equal(AppTransferState.Accepted, Assert.Single(await ann.Accounts.Transfers.ListAsync(Cancelled)).State);
    }

    [Fact]
    public async Task Transfer_DeclinedOrCancelled_ChangesNothing()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        var bob = await people.AddAsync("bob@example.com");
        await ann.Apps.CreateAsync("shop", Cancelled);

        await bob.Accounts.Transfers.DecideAsync((await ann.Accounts.Transfers.CreateAsync("shop", "bob@example.com", Cancelled)).Id, false, Cancelled);
        var second = await ann.Accounts.Transfers.CreateAsync("shop", "bob@example.com", Cancelled);
        await Refusal.OfAsync(PaasErrors.NotFound, () => bob.Accounts.Transfers.CancelAsync(second.Id, Cancelled));
        await ann.Accounts.Transfers.CancelAsync(second.Id, Cancelled);
        await Refusal.OfAsync(PaasErrors.NotFound, () => bob.Accounts.Transfers.DecideAsync(second.Id, true, Cancelled));
        await Refusal.OfAsync(PaasErrors.NotFound, () => ann.Accounts.Transfers.CreateAsync("shop", "nobody@example.com", Cancelled));

        await Refusal.OfAsync(PaasErrors.NotFound, () => bob.Apps.GetAsync("shop", Cancelled));
    }

    [Fact]
    public async Task Transfer_IntoATeam_IsAtOnce_OutOfItWhenAccepted()
    {
        await using var people = await People.StartAsync();
        var world = await WorldAsync(people);
        await world["member"].Apps.CreateAsync("shop", Cancelled);
        await Refusal.OfAsync(PaasErrors.NotFound, () => world["member"].Accounts.Transfers.CreateAsync("shop", "no-such-team", Cancelled));

        await world["member"].Accounts.Transfers.CreateAsync("shop", "acme", Cancelled);
        await world["admin"].Apps.GetAsync("shop", Cancelled);
        Assert.Null((await world["member"].Apps.GetAsync("shop", Cancelled)).OwnerId);
        var offer = await world["admin"].Accounts.Transfers.CreateAsync("shop", "stranger@example.com", Cancelled);
        await world["stranger"].Accounts.Transfers.DecideAsync(offer.Id, true, Cancelled);

        await Refusal.OfAsync(PaasErrors.NotFound, () => world["admin"].Apps.GetAsync("shop", Cancelled));
        Assert.Null((await world["stranger"].Apps.GetAsync("shop", Cancelled)).TeamId);
    }

    private static Task MayAsync(bool allowed, string otherwise, Func<Task> call) => allowed ? call() : Refusal.OfAsync(otherwise, call);

    private static async Task<TeamWorld> WorldAsync(People people)
    {
        foreach (var name in TeamWorld.Names)
            await people.AddAsync($"{name}@example.com");
        var admin = await people.AsAsync("admin@example.com", OAuthScopes.Global);
        var team = await admin.Accounts.Teams.CreateAsync("acme", Cancelled);
        await admin.Accounts.Teams.SetMemberAsync("acme", "member@example.com", TeamRole.Member, Cancelled);
        await admin.Accounts.Teams.SetMemberAsync("acme", "viewer@example.com", TeamRole.Viewer, Cancelled);
        await admin.Accounts.Teams.SetMemberAsync("acme", "outside@example.com", TeamRole.Collaborator, Cancelled);
        return await new TeamWorld(team, new Dictionary<string, IPlatform>()).AgainAsync(people);
    }

    private sealed record TeamWorld(Team Team, Dictionary<string, IPlatform> Platforms)
    {
        public static readonly string[] Names = ["admin", "member", "viewer", "outside", "stranger"];

        public IPlatform this[string name] => Platforms[name];

        public async Task<TeamWorld> AgainAsync(People people)
        {
            foreach (var name in Names)
                Platforms[name] = await people.AsAsync($"{name}@example.com", OAuthScopes.Global);
            return this;
        }
    }
}
