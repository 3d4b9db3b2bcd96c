namespace Paas.Git.Tests.Fakes;

/// <summary>One platform with the app "shop" and another person's app "theirs".</summary>
internal sealed class FakePlatform : IPlatform, IApps, IAuthenticator, IAuthorizer
{
    public const string Token = "s3cret-token";
    public const string Actor = "dev@example.com";

    private readonly Dictionary<string, App> _apps = new(StringComparer.Ordinal);

    public FakePlatform(string directory)
    {
        FakeReleases = new FakeReleases();
        FakeBuilds = new FakeBuilds(directory, FakeReleases);
        Shop = Add("shop");
        Theirs = Add("theirs");
    }

    public App Shop { get; }

    public App Theirs { get; }

    public FakeBuilds FakeBuilds { get; }

    public FakeReleases FakeReleases { get; }

    public string? LastActor { get; private set; }

    public IApps Apps => this;

    public IBuilds Builds => FakeBuilds;

    public IReleases Releases => FakeReleases;

    public ISlugs Slugs => throw new NotSupportedException();

    public IConfigVars Config => throw new NotSupportedException();

    public IFormations Formations => throw new NotSupportedException();

    public IDynos Dynos => throw new NotSupportedException();

    public ISchedules Schedules => throw new NotSupportedException();

    public ILogs Logs => throw new NotSupportedException();

    public ICertificates Certificates => throw new NotSupportedException();

    public IDomains Domains => throw new NotSupportedException();

    public IAccounts Accounts => throw new NotSupportedException();

    public IPlatform As(string actor)
    {
        LastActor = actor;
        return this;
    }

    public IPlatform As(Caller caller) => As(caller.Email);

    public Task<App> GetAsync(string app, CancellationToken cancellationToken = default) =>
        _apps.TryGetValue(app, out var found) ? Task.FromResult(found) : throw new PaasException(PaasErrors.NotFound, "Couldn't find that app.");

    public Task<App> CreateAsync(string? name = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<App>> ListAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<App> UpdateAsync(string app, AppUpdate update, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task DestroyAsync(string app, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>What the actor may do with the shop.</summary>
    public AppPermissions Permissions { get; set; } = AppPermissions.All;

    public ValueTask<Caller?> AuthenticateAsync(string token, CancellationToken cancellationToken) =>
        ValueTask.FromResult(token == Token ? new Caller { AccountId = Guid.Empty, Email = Actor } : null);

    public ValueTask<IReadOnlyList<AppPermissions>> GetPermissionsAsync(Caller caller, IReadOnlyList<Guid> apps, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<AppPermissions>>([.. apps.Select(app => app == Shop.Id ? Permissions : AppPermissions.None)]);

    private App Add(string name) =>
        _apps[name] = new App { Id = Guid.NewGuid(), Name = name, Stack = "heroku-24", CreatedAt = default, UpdatedAt = default };
}
