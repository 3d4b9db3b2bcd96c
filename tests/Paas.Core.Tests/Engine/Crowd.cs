using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Paas.Testing;

namespace Paas.Engine;

/// <summary>
/// A platform with 999 well-behaved apps, to which each test adds one that is not. The tests share it for as long as they
/// succeed: after a failure the next one gets a new crowd.
/// </summary>
public sealed class Crowd : IAsyncDisposable
{
    public const int Size = 999;
    public const string Poisoned = "poisoned";
    private readonly Dictionary<string, Guid> _dynos = [];
    private TestPaas? _paas;
    private int _round;

    internal FaultyStateStore Store { get; private set; } = new();

    internal SpoiledProtector Secrets { get; private set; } = new();

    public TestPaas Paas => _paas ?? throw new InvalidOperationException("The crowd has not gathered.");

    /// <summary>Starts the platform, unless the last test left it as it was.</summary>
    public async Task GatherAsync()
    {
        if (_paas is not null)
            return;

        (Store, Secrets, _round) = (new FaultyStateStore(), new SpoiledProtector(), 0);
        _paas = await TestPaas.StartAsync(services => services.AddSingleton<IStateStore>(Store).AddSingleton<ISecretProtector>(Secrets));
        await Task.WhenAll(Enumerable.Range(0, Size).Select(async number =>
        {
            await Paas.Platform.Apps.CreateAsync(Name(number));
            await CrashWorld.DeployAsync(Paas.Platform, Name(number), "web: serve", BuildStatus.Succeeded);
        }));
        await Paas.SettleAsync();
    }

    /// <summary>Ends the platform.</summary>
    public async ValueTask DisposeAsync()
    {
        var paas = _paas;
        _paas = null; // whatever comes of its end, the next test starts another one
        if (paas is not null)
            await paas.DisposeAsync();
    }

    /// <summary>Adds the app that the test then poisons.</summary>
    public async Task AddPoisonedAsync(string? procfile = "web: serve")
    {
        NoteDynos();
        await Paas.Platform.Apps.CreateAsync(Poisoned);
        if (procfile is not null)
            await CrashWorld.DeployAsync(Paas.Platform, Poisoned, procfile, BuildStatus.Succeeded);
        await Paas.SettleAsync();
    }

    /// <summary>Ends all misbehaviour and removes the app, of which nothing may be left.</summary>
    public async Task RemovePoisonedAsync()
    {
        Store.OnCommit = static _ => ValueTask.CompletedTask;
        Secrets.Spoiled = null;
        Paas.Driver.OnStart = FakeDynoDriver.Behave;
        Paas.Buildpack.OnBuild = static (_, _) => ValueTask.FromResult(new BuildpackResult());
        await Paas.Platform.Apps.DestroyAsync(Poisoned);
        await Paas.SettleAsync();

        Assert.DoesNotContain(Paas.Driver.Running, static dyno => dyno.Spec.Environment["HEROKU_APP_NAME"] == Poisoned);
        Assert.DoesNotContain($"{Poisoned}.localhost", Paas.Router.Table.Hosts.Keys);
    }

    /// <summary>After a restart the apps have other dynos.</summary>
    public void NoteDynos()
    {
        _dynos.Clear();
        foreach (var dyno in Paas.Driver.Running.Where(static dyno => dyno.Spec.Environment["HEROKU_APP_NAME"] != Poisoned))
            _dynos.Add(dyno.Spec.Environment["HEROKU_APP_NAME"], dyno.Spec.Id);
        Assert.Equal(Size, _dynos.Count);
    }

    /// <summary>The others kept their dynos, routes and config, and a command to each of them is answered and takes effect.</summary>
    public async Task AssertUnharmedAsync()
    {
        await Paas.SettleAsync();
        var kept = Paas.Driver.Running.Where(dyno => _dynos.GetValueOrDefault(dyno.Spec.Environment["HEROKU_APP_NAME"]) == dyno.Spec.Id).ToDictionary(static dyno => dyno.Spec.Environment["HEROKU_APP_NAME"]);
        Assert.Equal(Size, kept.Count);
        Assert.Equal(Size, kept.Count(pair => Serves(pair.Key, pair.Value)));
        Assert.Equal(Size, kept.Count(pair => pair.Value.Spec.Environment.GetValueOrDefault("ROUND", "0") == $"{_round}"));

        _round++;
        var value = _round.ToString(CultureInfo.InvariantCulture);
        var releases = await Task.WhenAll(kept.Keys.Select(app => Paas.Platform.Config.UpdateAsync(app, new Dictionary<string, string?> { ["ROUND"] = value })));
        await Paas.SettleAsync();

        Assert.Equal(Size, releases.Count(static release => release is { Status: ReleaseStatus.Succeeded }));
        NoteDynos();
        Assert.Equal(Size, Paas.Driver.Running.Count(dyno =>
            dyno.Spec.Environment["HEROKU_APP_NAME"] is var app && app != Poisoned && dyno.Spec.Environment["ROUND"] == value && Serves(app, dyno)));
    }

    private bool Serves(string app, FakeDyno dyno) =>
        Paas.Router.Route($"{app}.localhost") is { Status: RouteStatus.Serving, Targets: [var target] } && target.DynoId == dyno.Spec.Id;

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"app-{number:000}");
}
