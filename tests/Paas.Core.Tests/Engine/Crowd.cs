using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Paas.Testing;

namespace Paas.Engine;

/// <summary>A platform with 999 well-behaved apps, to which each test adds one that is not.</summary>
public sealed class Crowd : IAsyncLifetime
{
    public const int Size = 999;
    public const string Poisoned = "poisoned";
    private readonly Dictionary<string, Guid> _dynos = [];
    private int _round;

    internal FaultyStateStore Store { get; } = new();

    internal SpoiledProtector Secrets { get; } = new();

    public TestPaas Paas { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Paas = await TestPaas.StartAsync(services =>
        {
            services.AddSingleton<IStateStore>(Store);
            services.AddSingleton<ISecretProtector>(Secrets);
        });
        await Task.WhenAll(Enumerable.Range(0, Size).Select(async number =>
        {
            await Paas.Platform.Apps.CreateAsync(Name(number));
            await CrashWorld.DeployAsync(Paas.Platform, Name(number), "web: serve", BuildStatus.Succeeded);
        }));
        await Paas.SettleAsync();
        NoteDynos();
    }

    public async ValueTask DisposeAsync() => await Paas.DisposeAsync();

    /// <summary>Adds the app that the test then poisons.</summary>
    public async Task AddPoisonedAsync(string? procfile = "web: serve")
    {
        await Paas.Platform.Apps.CreateAsync(Poisoned);
        if (procfile is not null)
            await CrashWorld.DeployAsync(Paas.Platform, Poisoned, procfile, BuildStatus.Succeeded);
        await Paas.SettleAsync();
    }

    public async Task RemovePoisonedAsync()
    {
        await Paas.Platform.Apps.DestroyAsync(Poisoned);
        await Paas.SettleAsync();
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
