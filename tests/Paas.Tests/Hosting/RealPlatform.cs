using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Paas.Builds;
using Paas.Pushes;

namespace Paas.Hosting;

/// <summary>
/// A host as a user composes it: the engine with buildpacks, router and git on free ports, its data in a directory of its
/// own, dynos as processes; with the git client and an HTTP client that knows the names of its apps.
/// </summary>
internal sealed class RealPlatform : IAsyncDisposable
{
    private const int FirstPort = 20_000;
    private const int PortsPerHost = 200;
    private static int _hosts = Environment.ProcessId;

    private readonly WebApplication _app;
    private readonly TestDirectory? _ownData;
    private readonly GitClient _git = new();
    private readonly ConcurrentQueue<string> _diagnostics;

    private RealPlatform(WebApplication app, string data, TestDirectory? ownData, ConcurrentQueue<string> diagnostics)
    {
        (_app, DataDirectory, _ownData, _diagnostics) = (app, data, ownData, diagnostics);
        GitAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        RouterAddress = app.Services.GetRequiredService<IHttpRouter>().Address!;
        Token = app.Services.GetRequiredService<OwnerAuthenticator>().Token;
        Http = CreateClient();
    }

    public IPlatform Platform => _app.Services.GetRequiredService<IPlatform>();

    /// <summary>What the engine goes by; it looks each time.</summary>
    public EngineOptions Engine => _app.Services.GetRequiredService<IOptions<EngineOptions>>().Value;

    /// <summary>The driver, where pushes are measured.</summary>
    public TimedDriver Driver => (TimedDriver)_app.Services.GetRequiredService<IDynoDriver>();

    public string DataDirectory { get; }

    public Uri GitAddress { get; }

    public Uri RouterAddress { get; }

    public string Token { get; }

    /// <summary>Reaches <c>{app}.localhost</c>, whatever this machine's resolver thinks of such names.</summary>
    public HttpClient Http { get; }

    /// <summary>What the host itself logged, warnings and worse.</summary>
    public string Diagnostics => string.Join('\n', _diagnostics);

    /// <param name="data">Data directory of an earlier host; null for a fresh one that goes with this host.</param>
    /// <param name="routerPort">0 for any free one.</param>
    /// <param name="configure">Changes options.</param>
    public static async Task<RealPlatform> StartAsync(string? data = null, int routerPort = 0, Action<IServiceCollection>? configure = null)
    {
        var ownData = data is null ? new TestDirectory() : null;
        var directory = data ?? ownData!.PathOf("data");
        var diagnostics = new ConcurrentQueue<string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(new DiagnosticsProvider(diagnostics)).SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<PaasOptions>(options => options.DataDirectory = directory);
        builder.Services.Configure<LocalProcessOptions>(ChoosePorts);
        builder.Services.AddPaas(paas => paas.AddBuildpacks().AddRouter(router => router.Listen(routerPort)).AddGit());
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapPaasGit();
        try
        {
            await app.StartAsync(TestContext.Current.CancellationToken);
            return new RealPlatform(app, directory, ownData, diagnostics);
        }
        catch
        {
            await app.DisposeAsync();
            ownData?.Dispose();
            throw;
        }
    }

    public Uri UrlOf(string app, string path = "/") => new UriBuilder("http", $"{app}.localhost", RouterAddress.Port, path).Uri;

    public Task<string> GetAsync(string app, string path = "/") => Http.GetStringAsync(UrlOf(app, path), TestContext.Current.CancellationToken);

    public static HttpClient CreateClient(Action? onConnect = null) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(System.Net.IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
                onConnect?.Invoke();
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    })
    { Timeout = Eventually.Bound };

    /// <summary>Commits the directory and pushes it to the app.</summary>
    /// <param name="app">The app.</param>
    /// <param name="source">The directory.</param>
    /// <param name="branch">Branch of the app; another than <c>main</c> is stored and not built.</param>
    public async Task<PushResult> PushAsync(string app, TestDirectory source, string branch = "main")
    {
        using var push = await StartPushAsync(app, source, branch);
        return await push.WaitAsync();
    }

    /// <summary>Commits the directory without pushing it; equal content makes equal commits.</summary>
    public Task CommitAsync(TestDirectory source, bool always = false) => _git.CommitAsync(source, always);

    public async Task<RunningPush> StartPushAsync(string app, TestDirectory source, string branch = "main")
    {
        await _git.CommitAsync(source);
        return PushCommitted(app, source, branch);
    }

    /// <summary>Pushes what was committed last.</summary>
    public RunningPush PushCommitted(string app, TestDirectory source, string branch = "main") =>
        _git.Start(source, "push", $"http://x:{Token}@{GitAddress.Authority}/{app}.git", $"main:{branch}");

    /// <summary>Creates an app, pushes the directory to it, and waits until its dynos are up.</summary>
    public async Task<PushResult> DeployAsync(string app, TestDirectory source)
    {
        await Platform.Apps.CreateAsync(app, TestContext.Current.CancellationToken);
        var push = (await PushAsync(app, source)).Succeeded();
        await ConvergesAsync(app);
        return push;
    }

    /// <summary>Waits until exactly the wanted dynos of the current release run, all up, and nothing of an earlier one.</summary>
    public Task ConvergesAsync(string app) =>
        Eventually.HoldsAsync(
            $"The formation of {app} converges",
            async cancellationToken =>
            {
                var formation = await Platform.Formations.GetAsync(app, cancellationToken);
                var current = await CurrentAsync(app);
                var dynos = await Platform.Dynos.ListAsync(app, cancellationToken);
                return dynos.Count == formation.Sum(static type => type.Quantity)
                    && dynos.All(dyno => dyno.State == DynoState.Up && dyno.Release == current.Version);
            },
            () => ExplainAsync(app));

    public async Task<Release> CurrentAsync(string app) =>
        (await Platform.Releases.ListAsync(app, TestContext.Current.CancellationToken)).Single(static release => release.Current);

    /// <summary>Waits for a dyno in a certain condition.</summary>
    public Task<Dyno> SeesDynoAsync(string app, string what, Func<Dyno, bool> condition) =>
        Eventually.SeeAsync(
            $"A dyno of {app} that {what}",
            async cancellationToken => (await Platform.Dynos.ListAsync(app, cancellationToken)).FirstOrDefault(condition),
            () => ExplainAsync(app));

    /// <summary>Waits for a line of the log: the router writes its line after the client has its answer.</summary>
    public Task<string> SeesLineAsync(string app, string part) =>
        Eventually.SeeAsync(
            $"A line of the log of {app} with '{part}'",
            async _ => (await LogAsync(app)).FirstOrDefault(line => line.Contains(part, StringComparison.Ordinal)),
            () => ExplainAsync(app));

    public async Task<IReadOnlyList<string>> LogAsync(string app)
    {
        var lines = new List<string>();
        await foreach (var line in Platform.Logs.ReadAsync(app, new LogQuery { Lines = 1_500 }, TestContext.Current.CancellationToken))
            lines.Add($"{line.Source}[{line.Process}]: {line.Message}");
        return lines;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _git.Dispose();
        _ownData?.Dispose();
    }

    /// <summary>Stops the host as Ctrl+C does, within a bound.</summary>
    public async Task StopAsync()
    {
        Http.Dispose();
        using var bound = new CancellationTokenSource(Eventually.Bound);
        await _app.StopAsync(bound.Token);
        await _app.DisposeAsync();
    }

    private async Task<string> ExplainAsync(string app)
    {
        var dynos = await Platform.Dynos.ListAsync(app, CancellationToken.None);
        return $"\n{string.Join('\n', dynos)}\n{string.Join('\n', (await LogAsync(app)).TakeLast(40))}\n{Diagnostics}";
    }

    /// <summary>Hosts of one process must not give the same port to two dynos that have not bound it yet.</summary>
    private static void ChoosePorts(LocalProcessOptions options)
    {
        var place = (uint)Interlocked.Increment(ref _hosts) % (10_000 / PortsPerHost);
        options.FirstPort = FirstPort + ((int)place * PortsPerHost);
        options.LastPort = options.FirstPort + PortsPerHost - 1;
    }

    private sealed class DiagnosticsProvider(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{logLevel}: {formatter(state, exception)} {exception}"));

        public void Dispose()
        {
        }
    }
}
