using Paas.Api.Http;
using Paas.Api.Tests.Certificates;

namespace Paas.Api.Tests.Access;

/// <summary>Every route of an app, called by everybody who is something to it: what the table of permissions allows, and nothing else.</summary>
public sealed class RoleWalkTests
{
    private const string Password = "correct horse battery";

    /// <summary>What each route takes, with a body that would do; what destroys comes last.</summary>
    private static readonly (string Route, AppAction Action, string? Body)[] _changes =
    [
        ("PATCH /apps/{app}", AppAction.Maintain, """{"maintenance":true}"""),
        ("PATCH /apps/{app}/config-vars", AppAction.ChangeConfig, """{"A":"b"}"""),
        ("PATCH /apps/{app}/formation", AppAction.Scale, """{"updates":[{"type":"web","quantity":2}]}"""),
        ("PATCH /apps/{app}/formation/{formation}", AppAction.Scale, """{"quantity":1}"""),
        ("POST /apps/{app}/dynos", AppAction.Run, """{"command":"true"}"""),
        ("POST /apps/{app}/dynos/{dyno}", AppAction.Run, """{"command":"true"}"""),
        ("DELETE /apps/{app}/dynos", AppAction.Restart, null),
        ("DELETE /apps/{app}/dynos/{dyno}", AppAction.Restart, null),
        ("DELETE /apps/{app}/formations/{dyno}", AppAction.Restart, null),
        ("POST /apps/{app}/dynos/{dyno}/actions/stop", AppAction.Restart, null),
        ("POST /apps/{app}/formations/{dyno}/actions/stop", AppAction.Restart, null),
        ("POST /apps/{app}/domains", AppAction.ChangeDomains, """{"hostname":"www.{name}.example.com"}"""),
        ("PATCH /apps/{app}/domains/{domain}", AppAction.ChangeDomains, """{"sni_endpoint":null}"""),
        ("DELETE /apps/{app}/domains/{domain}", AppAction.ChangeDomains, null),
        ("POST /apps/{app}/sni-endpoints", AppAction.ChangeDomains, "{certificate}"),
        ("PATCH /apps/{app}/sni-endpoints/{sni-endpoint}", AppAction.ChangeDomains, "{certificate}"),
        ("DELETE /apps/{app}/sni-endpoints/{sni-endpoint}", AppAction.ChangeDomains, null),
        ("POST /apps/{app}/acm", AppAction.ChangeDomains, "{}"),
        ("PATCH /apps/{app}/acm", AppAction.ChangeDomains, """{"acm_refresh":true}"""),
        ("DELETE /apps/{app}/acm", AppAction.ChangeDomains, null),
        ("PATCH /apps/{app}/features/{app-feature}", AppAction.ChangeFeatures, """{"enabled":true}"""),
        ("PUT /apps/{app}/buildpack-installations", AppAction.ChooseBuild, """{"updates":[]}"""),
        ("POST /apps/{app}/builds", AppAction.Deploy, """{"source_blob":{"url":"http://127.0.0.1:1/x.tgz"}}"""),
        ("POST /apps/{app}/slugs", AppAction.Deploy, """{"process_types":{"web":"serve"}}"""),
        ("DELETE /apps/{app}/builds/{build}", AppAction.Deploy, null),
        ("DELETE /apps/{app}/build-cache", AppAction.Deploy, null),
        ("POST /apps/{app}/releases", AppAction.Rollback, """{"release":3}"""),
        ("POST /apps/{app}/collaborators", AppAction.ManageAccess, """{"user":"new@example.com"}"""),
        ("DELETE /apps/{app}/collaborators/{collaborator}", AppAction.ManageAccess, null),
        ("POST /teams/apps/{app}/collaborators", AppAction.ManageAccess, """{"user":"other@example.com","permissions":["view"]}"""),
        ("PATCH /teams/apps/{app}/collaborators/{collaborator}", AppAction.ManageAccess, """{"permissions":["view"]}"""),
        ("DELETE /teams/apps/{app}/collaborators/{collaborator}", AppAction.ManageAccess, null),
        ("PATCH /teams/apps/{app}", AppAction.ManageAccess, """{"locked":true}"""),
        ("DELETE /apps/{app}", AppAction.Destroy, null),
    ];

    /// <summary>What is no change, but takes more than to see the app, or makes nothing of the app's.</summary>
    private static readonly Dictionary<string, AppAction> _reads = new()
    {
        ["GET /apps/{app}/config-vars"] = AppAction.ReadConfig,
        ["GET /apps/{app}/releases/{release}/config-vars"] = AppAction.ReadConfig,
        ["GET /apps/{app}/audit-records"] = AppAction.ManageAccess,
        ["POST /apps/{app}/log-sessions"] = AppAction.ReadLog,
        ["POST /apps/{app}/sources"] = AppAction.View,
        ["POST /apps/{app}/addons"] = AppAction.View, // there are none
    };

    private static readonly (string Name, TeamRole? Role, AppPermissions? Given, AppPermissions Has)[] _people =
    [
        ("admin", TeamRole.Admin, null, AppPermissions.All),
        ("member", TeamRole.Member, null, AppPermissions.View),
        ("viewer", TeamRole.Viewer, AppPermissions.Deploy, AppPermissions.View),
        ("deployer", TeamRole.Member, AppPermissions.Deploy, AppPermissions.View | AppPermissions.Deploy | AppPermissions.ReadSecrets | AppPermissions.WriteSecrets),
        ("operator", TeamRole.Collaborator, AppPermissions.Operate, AppPermissions.View | AppPermissions.Operate | AppPermissions.ReadSecrets | AppPermissions.WriteSecrets),
        ("manager", TeamRole.Member, AppPermissions.Manage, AppPermissions.View | AppPermissions.Manage | AppPermissions.Own),
        ("outsider", null, null, AppPermissions.None),
    ];

    [Fact]
    public async Task EveryRoute_ForEveryRole_AllowsWhatTheTableSays()
    {
        await using var host = await ApiHost.StartAsync(static api => api.RequestsPerHour = int.MaxValue);
        var routes = host.Endpoints.Select(static endpoint => endpoint.Metadata.GetMetadata<ApiRoute>()).OfType<ApiRoute>().Where(static route => route.HasApp).Select(static route => $"{route.Method} {route.Pattern}").ToList();
        var changes = _changes.Select(static change => change.Route).ToHashSet();
        var unknown = routes.Where(route => !route.StartsWith("GET ", StringComparison.Ordinal) && !changes.Contains(route) && !_reads.ContainsKey(route)).ToList();
        Assert.True(unknown.Count == 0, $"The walk does not know what these take: {string.Join(", ", unknown)}");
        var people = await PeopleAsync(host);
        var certificate = TestCertificates.RequestFor("www.example.com");

        var (calls, holes) = (0, new List<string>());
        foreach (var (name, _, _, has) in _people)
        {
            var app = $"{name}-app";
            var all = routes.Where(route => !changes.Contains(route)).Select(route => (Route: route, Action: _reads.GetValueOrDefault(route, AppAction.View), Body: (string?)"{}")).Concat(_changes);
            foreach (var (route, action, body) in all)
            {
                var (method, pattern) = (route.Split(' ')[0], route.Split(' ')[1]);
                var path = pattern.Replace("{app}", app, StringComparison.Ordinal).Replace("{release}", "3", StringComparison.Ordinal).Replace("{app-feature}", "preboot", StringComparison.Ordinal)
                    .Replace("{formation}", "web", StringComparison.Ordinal).Replace("{dyno}", "web.1", StringComparison.Ordinal).Replace("{collaborator}", "other@example.com", StringComparison.Ordinal)
                    .Replace("{domain}", "own." + app + ".example.com", StringComparison.Ordinal).Replace('{', 'x').Replace('}', 'x');
                var answer = await host.SendAsync(method, path, method == "GET" ? null : body?.Replace("{name}", name, StringComparison.Ordinal).Replace("{certificate}", certificate, StringComparison.Ordinal), token: people[name]);
                calls++;
                var isAllowed = has.Allow(action);
                var isRight = has == AppPermissions.None ? answer.Status == 404 : isAllowed ? answer.Status != 403 : answer.Status is 403 or 404 or 422;
                if (!isRight)
                    holes.Add($"{name} {route} ({action}): {answer.Status} {answer.Body}");
                if (!isAllowed && answer.Status < 300)
                    holes.Add($"{name} {route} ({action}) was done");
            }

            await host.Paas.SettleAsync();
            var isDestroyed = !(await host.Paas.Platform.Apps.ListAsync(TestContext.Current.CancellationToken)).Any(left => left.Name == app);
            Assert.Equal((name, has.Allow(AppAction.Destroy)), (name, isDestroyed));
        }

        Assert.True(holes.Count == 0, string.Join('\n', holes));
        TestContext.Current.SendDiagnosticMessage("{0} routes of an app, {1} roles, {2} calls, {3} holes", routes.Count, _people.Length, calls, holes.Count);
    }

    /// <summary>A team with an app for each role, and everybody's token.</summary>
    private static async Task<Dictionary<string, string>> PeopleAsync(ApiHost host)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var platform = host.Paas.Platform;
        await platform.Accounts.Teams.CreateAsync("acme", cancellation);
        await platform.Accounts.Users.CreateAsync("other@example.com", Password, cancellation);
        var tokens = new Dictionary<string, string>();
        foreach (var (name, role, given, _) in _people)
        {
            var account = await platform.Accounts.Users.CreateAsync($"{name}@example.com", Password, cancellation);
            var app = $"{name}-app";
            await platform.Accounts.Teams.CreateAppAsync("acme", app, cancellation);
            await host.Paas.DeployAsync(app, "web: serve\n");
            await platform.Domains.AddAsync(app, $"own.{app}.example.com", cancellationToken: cancellation);
            if (role is { } known)
                await platform.Accounts.Teams.SetMemberAsync("acme", account.Email, known, cancellation);
            if (given is { } permissions)
                await platform.Accounts.Collaborators.AddAsync(app, account.Email, permissions, cancellation);
            tokens[name] = (await platform.As(new Caller { AccountId = account.Id, Email = account.Email }).Accounts.Authorizations.CreateAsync(new AuthorizationRequest { Description = "walk", Scopes = OAuthScopes.Global }, cancellation)).AccessToken!;
        }

        return tokens;
    }
}
