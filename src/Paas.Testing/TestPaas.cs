using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Paas.Config.Encryption;
using Paas.Engine;
using Paas.Slugs;
using Paas.State;

namespace Paas.Testing;

/// <summary>
/// A whole platform in memory: the real engine with fake dynos, a fake router, a fake clock and a seeded random
/// generator. Change something, <see cref="SettleAsync"/>, look.
/// </summary>
public sealed class TestPaas : IAsyncDisposable
{
    private readonly Action<IServiceCollection>? _configure;
    private readonly InMemoryStateStore _state = new();
    private readonly InMemorySlugStore _slugs = new();
    private readonly AesGcmSecretProtector _secrets;
    private readonly string _root;
    private int _engines;
    private ServiceProvider _services;

    private TestPaas(Action<IServiceCollection>? configure)
    {
        _configure = configure;
        State = new MortalStateStore(_state);
        Driver = new FakeDynoDriver { Time = Time };
        _root = Directory.CreateTempSubdirectory("paas-test-").FullName;
        DataDirectory = NewDataDirectory();
        _secrets = new AesGcmSecretProtector(Options.Create(new PaasOptions { DataDirectory = DataDirectory }));
        _services = Build();
    }

    /// <summary>
    /// Directory of this engine alone; removed with the platform. After <see cref="CrashAsync"/> it is another one,
    /// unless that keeps it.
    /// </summary>
    public string DataDirectory { get; private set; }

    /// <summary>The clock; it moves only when told.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>The dynos.</summary>
    public FakeDynoDriver Driver { get; private set; }

    /// <summary>The router.</summary>
    public FakeRouter Router { get; private set; } = new();

    /// <summary>The state store; killing it kills the engine.</summary>
    public MortalStateStore State { get; private set; }

    /// <summary>The buildpack.</summary>
    public FakeBuildpack Buildpack { get; } = new();

    /// <summary>The engine.</summary>
    public IPlatform Platform => _services.GetRequiredService<IPlatform>();

    /// <summary>The container, for what has no property here.</summary>
    public IServiceProvider Services => _services;

    /// <summary>Starts a platform.</summary>
    /// <param name="configure">Registrations that win over the fakes.</param>
    public static async Task<TestPaas> StartAsync(Action<IServiceCollection>? configure = null)
    {
        var paas = new TestPaas(configure);
        await paas.StartEngineAsync([]);
        return paas;
    }

    /// <summary>Waits until nothing is under way any more: mailboxes empty, events taken, operations done.</summary>
    /// <exception cref="TimeoutException">That is not so within 2 minutes, which is more than any slow machine needs.</exception>
    public Task SettleAsync() => _services.GetRequiredService<EngineActivity>().WhenIdleAsync().WaitAsync(TimeSpan.FromMinutes(2));

    /// <summary>The whole log of an app as text, a line each.</summary>
    public async Task<string> LogAsync(string app) =>
        string.Join('\n', await Platform.Logs.ReadAsync(app, new LogQuery { Lines = 1_500 }).Select(static line => line.ToString()).ToListAsync());

    /// <summary>Moves the clock and settles.</summary>
    public async Task AdvanceAsync(TimeSpan time)
    {
        Time.Advance(time);
        await SettleAsync();
    }

    /// <summary>Builds and releases an app from a Procfile and further files, and waits for the build.</summary>
    public async Task<Build> DeployAsync(string app, string procfile, IReadOnlyDictionary<string, string>? files = null, string? version = null)
    {
        var source = new BuildSource(async (directory, cancellationToken) =>
        {
            await File.WriteAllTextAsync(Path.Combine(directory, "Procfile"), procfile, cancellationToken);
            foreach (var (name, content) in files ?? new Dictionary<string, string>())
            {
                var path = Path.Combine(directory, name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllTextAsync(path, content, cancellationToken);
            }
        })
        { Version = version };
        var build = await Platform.Builds.CreateAsync(app, source);
        build = await Platform.Builds.WaitAsync(app, build.Id);
        await SettleAsync();
        return build;
    }

    /// <summary>
    /// Lets the host die as <c>kill -9</c> does and starts it again: only the stores survive. Dynos are gone, as a driver
    /// that does not re-adopt ends them, unless they are kept.
    /// </summary>
    /// <param name="keepData">
    /// The data directory survives, too. Only where the "killed" engine, which still runs in this process, is not about to
    /// change anything there.
    /// </param>
    /// <param name="keepDynos">
    /// Dynos outlive the host and are re-adopted: the same <see cref="FakeDyno"/> objects run on in the new <see cref="Driver"/>.
    /// </param>
    /// <param name="meanwhile">
    /// What happens to kept dynos while no host lives; what they print and that they end is told to the next host.
    /// </param>
    public Task CrashAsync(bool keepData = false, bool keepDynos = false, Action<IReadOnlyList<FakeDyno>>? meanwhile = null)
    {
        State.Kill();
        // Its timers die with it: one that fires on a thread of the dead engine would hold up the clock of the living one.
        foreach (var engine in _services.GetServices<IHostedService>().OfType<EngineService>())
            engine.Dispose();
        return StartAgainAsync(keepData, keepDynos, meanwhile);
    }

    /// <summary>
    /// Stops the engine as its host does and starts it again over the same state and data; dynos that still run are kept as by
    /// <see cref="CrashAsync"/> when <see cref="FakeDynoDriver.DynosOutliveHost"/>.
    /// </summary>
    public async Task RestartAsync(Action<IReadOnlyList<FakeDyno>>? meanwhile = null)
    {
        await StopAsync();
        await StartAgainAsync(keepData: true, Driver.DynosOutliveHost, meanwhile);
    }

    /// <summary>Stops the engine as its host does.</summary>
    public async Task StopAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>().Reverse())
            await service.StopAsync(CancellationToken.None);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // What the test held back shall not hold back the end.
        Driver.OnStop = static (dyno, _) => dyno.Exit(143);
        foreach (var dyno in Driver.Running.Where(static dyno => dyno.StopRequested))
            dyno.Exit(143);
        Router.HoldDrains = false;
        Router.FinishRequests();
        await StopAsync().WaitAsync(TimeSpan.FromSeconds(30));
        await SettleAsync(); // what apps that are gone left behind is being removed
        await _services.DisposeAsync();
        try
        {
            Directory.Delete(_root, recursive: true);
        }
        catch (IOException) when (_engines > 1)
        {
            // A "killed" engine was just writing into its directory.
        }
    }

    private async Task StartAgainAsync(bool keepData, bool keepDynos, Action<IReadOnlyList<FakeDyno>>? meanwhile)
    {
        State = new MortalStateStore(_state);
        if (!keepData)
            DataDirectory = NewDataDirectory();
        var earlier = Driver;
        var kept = keepDynos ? earlier.Abandon() : [];
        Driver = new FakeDynoDriver
        {
            OnStart = earlier.OnStart,
            OnStop = earlier.OnStop,
            OnSend = earlier.OnSend,
            DynosOutliveHost = earlier.DynosOutliveHost,
            Time = Time,
        };
        Router = new FakeRouter();
        _services = Build();
        meanwhile?.Invoke(kept);
        await StartEngineAsync(kept);
    }

    private string NewDataDirectory() =>
        Directory.CreateDirectory(Path.Combine(_root, (++_engines).ToString(System.Globalization.CultureInfo.InvariantCulture))).FullName;

    private async Task StartEngineAsync(IReadOnlyList<FakeDyno> kept)
    {
        Driver.Activity = Router.Activity = _services.GetRequiredService<EngineActivity>();
        // The end of the replay counts as work of the engine, which has more to do after it.
        if (ReferenceEquals(_services.GetRequiredService<IDynoDriver>(), Driver))
            Driver.Adopt(kept);
        foreach (var service in _services.GetServices<IHostedService>())
            await service.StartAsync(CancellationToken.None);
        await SettleAsync();
    }

    private ServiceProvider Build()
    {
        var services = new ServiceCollection();
        services.AddLogging(static logging => logging.SetMinimumLevel(LogLevel.Warning));
        services.Configure<PaasOptions>(options => options.DataDirectory = DataDirectory);
        _configure?.Invoke(services);
        services.TryAddSingleton<TimeProvider>(Time);
        services.TryAddSingleton(new Random(1));
        services.TryAddSingleton<IStateStore>(State);
        services.TryAddSingleton<ISlugStore>(_slugs);

        services.TryAddSingleton<ISecretProtector>(_secrets);
        services.TryAddSingleton<IDynoDriver>(Driver);
        services.TryAddSingleton<IHttpRouter>(Router);
        services.TryAddSingleton<IHttpTraffic>(Router);
        if (!services.Any(static service => service.ServiceType == typeof(IBuildpack)))
            services.AddSingleton<IBuildpack>(Buildpack);
        services.AddPaas();
        return services.BuildServiceProvider();
    }
}
