using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Paas.Access.Accounts;
using Paas.Access.Store;
using Paas.Testing;

namespace Paas.Access;

/// <summary>The host dies at each commit of a history of account changes, which is kept or lost.</summary>
public sealed class AccountCrashTests
{
    private const string Email = "ann@example.com";

    /// <summary>Each step may be repeated: what a crash left done is refused then.</summary>
    private static readonly Func<TestPaas, Task>[] _history =
    [
        static paas => paas.Platform.Accounts.Users.CreateAsync(Email, People.Password),
        static paas => paas.Platform.Accounts.Users.CreateAsync("bob@example.com", People.Password),
        static async paas => await (await AnnAsync(paas)).Accounts.Authorizations.CreateAsync(new AuthorizationRequest { Description = "ci" }),
        static async paas => await (await AnnAsync(paas)).Accounts.Authorizations.RotateAsync((await TokenAsync(paas)).Id.ToString()),
        static async paas => await (await AnnAsync(paas)).Accounts.Keys.AddAsync(Keys.SshKeysTests.Ed25519),
        static async paas => await (await AnnAsync(paas)).Apps.CreateAsync("shop"),
        static async paas => await (await AnnAsync(paas)).Accounts.Collaborators.AddAsync("shop", "new@example.com"),
        static async paas => await (await AnnAsync(paas)).Accounts.Teams.CreateAsync("acme"),
        static async paas => await (await AnnAsync(paas)).Accounts.Teams.SetMemberAsync("acme", "bob@example.com", TeamRole.Admin),
        static async paas => await (await AnnAsync(paas)).Accounts.Teams.RenameAsync("acme", "emca"),
        static async paas => await (await AnnAsync(paas)).Accounts.Transfers.CreateAsync("shop", "emca"),
        static async paas => await (await AnnAsync(paas)).Accounts.Users.UpdateAsync("~", new AccountUpdate { Name = "Ann", Password = "another password", CurrentPassword = People.Password }),
        static async paas => await (await AnnAsync(paas)).Accounts.Authorizations.RevokeAsync((await TokenAsync(paas)).Id.ToString()),
        static async paas => await (await AnnAsync(paas)).Accounts.Users.DeleteAsync("~"),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Crash_AtEachCommit_LeavesAllOfAChangeOrNothing(bool lost)
    {
        var crashes = 0;
        for (var commit = 1; await RunAsync(commit, lost); commit++)
            crashes = commit;

        Assert.InRange(crashes, 2 * _history.Length, 200); // every step has its record and its change
    }

    /// <summary>False when the history ended before the commit came.</summary>
    private static async Task<bool> RunAsync(int commit, bool lost)
    {
        await using var paas = await TestPaas.StartAsync(static services => services.Configure<AccessOptions>(static options => options.PasswordIterations = 1_000));
        (paas.State.DiesAfterCommits, paas.State.LosesLastCommit) = (commit, lost);
        var died = false;
        for (var i = 0; i < _history.Length; i++)
        {
            var step = StepAsync(paas, i, again: false);
            if (await Task.WhenAny(step, paas.State.Died) != step)
            {
                died = true;
                await paas.CrashAsync();
                await CheckAsync(paas);
                step = StepAsync(paas, i, again: true);
            }

            await step;
            if (!died)
                await Task.WhenAny(paas.SettleAsync(), paas.State.Died);
        }

        if (paas.State.IsDead)
        {
            died = true; // with the outcome of the last step
            await paas.CrashAsync();
        }

        await CheckAsync(paas);
        return died;
    }

    private static async Task StepAsync(TestPaas paas, int step, bool again)
    {
        try
        {
            await _history[step](paas);
        }
        catch (PaasException e) when (again && e.Id is PaasErrors.InvalidParams or PaasErrors.NotFound)
        {
            // Done before the crash, though nobody heard of it.
        }
    }

    private static async Task<IPlatform> AnnAsync(TestPaas paas) => paas.Platform.As(People.CallerOf(await paas.Platform.Accounts.Users.GetAsync(Email)));

    private static async Task<OAuthAuthorization> TokenAsync(TestPaas paas) =>
        await (await AnnAsync(paas)).Accounts.Authorizations.ListAsync() is [var token, ..] ? token : throw new PaasException(PaasErrors.NotFound, "It is revoked.");

    /// <summary>Whatever is found by something leads there, and back.</summary>
    private static async Task CheckAsync(TestPaas paas)
    {
        var documents = (await paas.State.ListAsync("", CancellationToken.None)).ToDictionary(static document => document.Key, static document => JsonDocument.Parse(document.Json!.Value).RootElement, StringComparer.Ordinal);
        IEnumerable<KeyValuePair<string, JsonElement>> Under(string prefix) => documents.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal));

        var accounts = Under(AccessKeys.Accounts).Select(static pair => pair.Value.GetProperty("account")).ToList();
        Assert.Equal(
            accounts.Select(static account => $"{AccessKeys.Email(EmailAddress.Normalize(account.GetProperty("email").GetString()!))} {account.GetProperty("id").GetString()}").Order(StringComparer.Ordinal),
            Under("email/").Select(static pair => $"{pair.Key} {pair.Value.GetString()}").Order(StringComparer.Ordinal));
        Assert.Equal(
            Under(AccessKeys.AllAuthorizations).Select(static pair => AccessKeys.Token(pair.Value.GetProperty("token_hash").GetString()!)).Order(StringComparer.Ordinal),
            Under("token/").Select(static pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.Equal(
            Under("sshkey/").Select(static pair => pair.Value.GetProperty("id").GetString()).Order(StringComparer.Ordinal),
            Under("fingerprint/").Select(static pair => pair.Value.GetString()).Order(StringComparer.Ordinal));
        Assert.Equal(
            Under(AccessKeys.Teams).Select(static pair => $"{AccessKeys.TeamName(pair.Value.GetProperty("team").GetProperty("name").GetString()!)} {pair.Value.GetProperty("team").GetProperty("id").GetString()}"),
            Under("teamname/").Select(static pair => $"{pair.Key} {pair.Value.GetString()}"));
        Assert.All(Under(AccessKeys.Teams), static pair => Assert.Contains("Admin", pair.Value.GetProperty("members").GetRawText(), StringComparison.Ordinal));

        // A finished transfer and the app that it moved are of one commit.
        var teamApps = Under("app/").Count(static pair => pair.Value.TryGetProperty("app", out var app) && app.TryGetProperty("team_id", out _));
        Assert.Equal(Under(AccessKeys.Transfers).Count(), teamApps);
    }
}
