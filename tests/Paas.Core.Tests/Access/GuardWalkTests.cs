using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Paas.Testing;

namespace Paas.Access;

/// <summary>Walks every method of the facade that names an app, as callers with every kind of permission.</summary>
public sealed class GuardWalkTests
{
    private static readonly Caller _caller = new() { AccountId = Guid.NewGuid(), Email = "stranger@example.com" };

    /// <summary>What somebody with nothing but <see cref="AppPermissions.View"/> may call.</summary>
    private static readonly string[] _views =
    [
        "Apps.GetAsync", "Builds.GetAsync", "Builds.ListAsync", "Builds.OutputAsync", "Builds.WaitAsync", "Certificates.ListAsync", "Collaborators.ListAsync", "Domains.ListAsync", "Dynos.ListAsync",
        "Formations.GetAsync", "Logs.ReadAsync", "Releases.GetAsync", "Releases.GetWakeTimesAsync", "Releases.ListAsync", "Releases.OutputAsync", "Releases.WaitAsync", "Schedules.ListAsync", "Slugs.GetAsync", "Slugs.OpenArchiveAsync",
    ];

    /// <summary>What reads secrets: nobody changes anything with it, but viewing is not enough.</summary>
    private static readonly string[] _secrets = ["Config.GetAsync", "Config.GetForReleaseAsync"];

    [Fact]
    public async Task EveryMethodThatNamesAnApp_CallerWithoutPermission_DoesNotFindIt()
    {
        await using var world = await World.StartAsync();

        foreach (var (name, call) in world.Calls())
            Assert.Equal((name, PaasErrors.NotFound), (name, await OutcomeAsync(call)));
        Assert.Empty(await world.Guarded.Apps.ListAsync(TestContext.Current.CancellationToken));
        Assert.NotNull(await world.Paas.Platform.Apps.GetAsync("shop", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task EveryMethodThatNamesAnApp_CallerWhoMayView_CanCallWhatOnlyReads()
    {
        await using var world = await World.StartAsync();
        world.Authorizer.Permissions = AppPermissions.View;

        var allowed = new List<string>();
        foreach (var (name, call) in world.Calls())
        {
            if (await OutcomeAsync(call) != PaasErrors.Forbidden)
                allowed.Add(name);
        }

        // An empty update of an app changes nothing, which is allowed.
        Assert.Equal(_views.Append("Apps.UpdateAsync").Order(StringComparer.Ordinal), allowed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task EveryMethodThatNamesAnApp_CallerWithAllPermissions_IsNeverForbidden()
    {
        await using var world = await World.StartAsync();
        world.Authorizer.Permissions = AppPermissions.All;

        // Joining takes a team besides.
        foreach (var (name, call) in world.Calls().Where(static call => call.Name != "Collaborators.JoinAsync"))
            Assert.NotEqual((name, PaasErrors.Forbidden), (name, await OutcomeAsync(call)));
    }

    [Fact]
    public async Task EveryMethodThatMayChangeAnApp_IsRecordedAlsoWhenItIsForbidden()
    {
        await using var world = await World.StartAsync();
        world.Authorizer.Permissions = AppPermissions.View;
        var records = 0;

        foreach (var (name, call) in world.Calls())
        {
            await OutcomeAsync(call);
            var now = (await world.Paas.Platform.Accounts.Audit.ReadAsync(new AuditQuery { Limit = 1_000 }, TestContext.Current.CancellationToken)).Count;
            Assert.Equal((name, !_views.Contains(name) && !_secrets.Contains(name)), (name, now > records));
            records = now;
        }

        Assert.All(await world.Paas.Platform.Accounts.Audit.ReadAsync(new AuditQuery(), TestContext.Current.CancellationToken), static record => Assert.NotNull(record.AppId));
    }

    [Theory]
    [InlineData(AppPermissions.Manage, AppPermissions.All & ~AppPermissions.Manage, "name")]
    [InlineData(AppPermissions.Operate, AppPermissions.All & ~AppPermissions.Operate, "maintenance")]
    [InlineData(AppPermissions.Deploy, AppPermissions.All & ~AppPermissions.Deploy, "stack")]
    [InlineData(AppPermissions.Deploy, AppPermissions.All & ~AppPermissions.Deploy, "buildpacks")]
    public async Task UpdateOfAnApp_EachField_NeedsItsPermission(AppPermissions needed, AppPermissions others, string field)
    {
        await using var world = await World.StartAsync();
        var update = field switch
        {
            "name" => new AppUpdate { Name = "store" },
            "maintenance" => new AppUpdate { Maintenance = true },
            "stack" => new AppUpdate { Stack = "heroku-22" },
            _ => new AppUpdate { Buildpacks = [] },
        };

        world.Authorizer.Permissions = others;
        var refusal = await Assert.ThrowsAsync<PaasException>(() => world.Guarded.Apps.UpdateAsync("shop", update, TestContext.Current.CancellationToken));
        Assert.Equal(PaasErrors.Forbidden, refusal.Id);

        world.Authorizer.Permissions = AppPermissions.View | needed;
        await world.Guarded.Apps.UpdateAsync("shop", update, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task As_FromACaller_CannotBecomeSomebodyElse()
    {
        await using var world = await World.StartAsync();

        Assert.Equal(PaasErrors.Forbidden, Assert.Throws<PaasException>(() => world.Guarded.As("owner@localhost")).Id);
        Assert.Equal(PaasErrors.Forbidden, Assert.Throws<PaasException>(() => world.Guarded.As(_caller with { IsPlatformOwner = true })).Id);
        var owner = new Caller { AccountId = Guid.NewGuid(), Email = "owner@localhost", IsPlatformOwner = true };
        Assert.NotNull(world.Paas.Platform.As(owner).As(_caller));
        Assert.Equal(PaasErrors.Forbidden, Assert.Throws<PaasException>(() => world.Paas.Platform.As(owner with { Scopes = OAuthScopes.Read }).As(owner)).Id);
    }

    [Fact]
    public async Task Create_TokenThatMayOnlyRead_IsForbidden()
    {
        await using var world = await World.StartAsync();
        var reader = world.Paas.Platform.As(_caller with { Scopes = OAuthScopes.ReadProtected | OAuthScopes.Identity });

        var refusal = await Assert.ThrowsAsync<PaasException>(() => reader.Apps.CreateAsync("mine", TestContext.Current.CancellationToken));

        Assert.Equal(PaasErrors.Forbidden, refusal.Id);
    }

    /// <summary>The error id, or null. What was found out about permissions is not undone by other refusals.</summary>
    private static async Task<string?> OutcomeAsync(Func<CancellationToken, Task> call)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await call(patience.Token);
            return null;
        }
        catch (PaasException refusal)
        {
            // "No release 7" is not what is asked here.
            return refusal.Id == PaasErrors.NotFound && !refusal.Message.Contains("Couldn't find that app", StringComparison.Ordinal) ? "other" : refusal.Id;
        }
        catch (ArgumentException)
        {
            return "other";
        }
        catch (NullReferenceException)
        {
            return "other"; // past the guard, with an argument that is null
        }
    }

    private sealed class World : IAsyncDisposable
    {
        private World(TestPaas paas, FixedAuthorizer authorizer) => (Paas, Authorizer) = (paas, authorizer);

        public TestPaas Paas { get; }

        public FixedAuthorizer Authorizer { get; }

        public IPlatform Guarded => Paas.Platform.As(_caller);

        public static async Task<World> StartAsync()
        {
            var authorizer = new FixedAuthorizer();
            var paas = await TestPaas.StartAsync(services => services.AddSingleton<IAuthorizer>(authorizer));
            await paas.Platform.Apps.CreateAsync("shop", TestContext.Current.CancellationToken);
            return new World(paas, authorizer);
        }

        /// <summary>Each method with a parameter <c>app</c>, called for the shop with nothing in its other arguments; what destroys comes last.</summary>
        public IEnumerable<(string Name, Func<CancellationToken, Task> Call)> Calls() =>
            from property in typeof(IPlatform).GetProperties().Concat(typeof(IAccounts).GetProperties())
            from method in property.PropertyType.GetMethods()
            where method.GetParameters().Any(static parameter => parameter.Name == "app")
            let name = $"{property.Name}.{method.Name}"
            orderby name == "Apps.DestroyAsync", name
            select (name, (Func<CancellationToken, Task>)(token => CallAsync(property, method, token)));

        public ValueTask DisposeAsync() => Paas.DisposeAsync();

        private async Task CallAsync(PropertyInfo property, MethodInfo method, CancellationToken cancellationToken)
        {
            var arguments = method.GetParameters().Select(parameter => ArgumentFor(parameter, cancellationToken)).ToArray();
            object? result;
            try
            {
                result = method.Invoke(property.GetValue(property.DeclaringType == typeof(IAccounts) ? Guarded.Accounts : Guarded), arguments);
            }
            catch (TargetInvocationException e)
            {
                throw e.InnerException!;
            }

            if (result is Task task)
            {
                await task;
                return;
            }

            var item = result!.GetType().GetInterfaces().First(static type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)).GetGenericArguments()[0];
            await (Task)typeof(World).GetMethod(nameof(ReadOneAsync), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(item).Invoke(null, [result])!;
        }

        private static async Task ReadOneAsync<T>(IAsyncEnumerable<T> items)
        {
            await foreach (var _ in items)
                return;
        }

        private static object? ArgumentFor(ParameterInfo parameter, CancellationToken cancellationToken) => parameter.ParameterType switch
        {
            _ when parameter.Name == "app" => "shop",
            var type when type == typeof(CancellationToken) => cancellationToken,
            var type when type == typeof(string) => "web.1",
            var type when type == typeof(AppUpdate) => new AppUpdate(),
            var type when type == typeof(LogQuery) => new LogQuery(),
            var type when type == typeof(RunRequest) => new RunRequest("true"),
            var type when type == typeof(BuildSource) => new BuildSource(static (_, _) => ValueTask.CompletedTask),
            var type when type.IsAssignableFrom(typeof(FormationUpdate[])) => Array.Empty<FormationUpdate>(),
            var type when type.IsAssignableFrom(typeof(Dictionary<string, string?>)) => new Dictionary<string, string?>(),
            { IsValueType: true } type => Activator.CreateInstance(type),
            _ => null,
        };
    }
}
