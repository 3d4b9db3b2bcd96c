using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Paas.Api;

/// <summary>A platform with state in files and an API on loopback, asked by clients of the same process, and beside it what each figure is compared to.</summary>
internal sealed class ApiBench : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _root;
    private readonly HttpClient _http;
    private byte[] _bare = [];

    private ApiBench(WebApplication app, string root)
    {
        (_app, _root) = (app, root);
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 256 }) { BaseAddress = new Uri(app.Urls.First(static url => url.StartsWith("http:", StringComparison.Ordinal))) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", app.Services.GetRequiredService<OwnerAuthenticator>().Token);
        _http.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "application/vnd.heroku+json; version=3");
    }

    public static async Task<ApiBench> StartAsync(int apps)
    {
        var root = Directory.CreateTempSubdirectory("paas-api-bench-").FullName;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<PaasOptions>(options => options.DataDirectory = root);
        builder.Services.AddPaas(static paas => paas.AddApi(static api =>
        {
            api.Listen(0);
            api.RequestsPerHour = int.MaxValue;
        }));
        var app = builder.Build();
        var bench = (ApiBench?)null;
        app.MapGet("/bare", http =>
        {
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = bench!._bare.Length;
            return http.Response.Body.WriteAsync(bench._bare).AsTask();
        });
        app.MapPaasApi();
        await app.StartAsync();
        bench = new ApiBench(app, root);
        var platform = app.Services.GetRequiredService<IPlatform>();
        await Parallel.ForEachAsync(Enumerable.Range(0, apps), async (number, token) => await platform.Apps.CreateAsync(NameOf(number), token));
        bench._bare = await bench._http.GetByteArrayAsync($"/apps/{NameOf(0)}");
        return bench;
    }

    public int BodyLength => _bare.Length;

    /// <summary>Requests a second and CPU microseconds of the process, client included, for each.</summary>
    public Task<(double PerSecond, double Micros)> ReadBareAsync(TimeSpan time, int clients) => ReadAsync(time, clients, static _ => "/bare");

    public Task<(double PerSecond, double Micros)> ReadAppsAsync(TimeSpan time, int clients, int apps) => ReadAsync(time, clients, number => $"/apps/{NameOf(number % apps)}");

    /// <summary>Milliseconds of each of a number of changes of config vars, by so many clients at once, and how many a second.</summary>
    public Task<(double[] Millis, double PerSecond)> ChangeAsync(int clients, int changes) => RepeatAsync(clients, changes, async number =>
    {
        using var body = new StringContent($$"""{"NUMBER":"{{Guid.NewGuid()}}"}""", Encoding.UTF8, "application/json");
        using var answer = await _http.PatchAsync(new Uri($"/apps/{NameOf(number)}/config-vars", UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
    });

    /// <summary>The same for a commit of one small document to the state store, which flushes it to disk.</summary>
    public Task<(double[] Millis, double PerSecond)> CommitAsync(int clients, int commits)
    {
        var store = _app.Services.GetRequiredService<IStateStore>();
        return RepeatAsync(clients, commits, async number =>
            await store.CommitAsync([new StateChange($"bench/{number}", Encoding.UTF8.GetBytes($"\"{new string('x', 500)}{Guid.NewGuid()}\""))], CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    private static string NameOf(int number) => $"app-{number:D4}";

    private async Task<(double PerSecond, double Micros)> ReadAsync(TimeSpan time, int clients, Func<int, string> pathOf)
    {
        long requests = 0;
        using var process = Process.GetCurrentProcess();
        var (cpu, watch) = (process.TotalProcessorTime, Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            for (var number = client * 37; watch.Elapsed < time; number++)
            {
                await _http.GetByteArrayAsync(pathOf(number));
                Interlocked.Increment(ref requests);
            }
        })));
        var seconds = watch.Elapsed.TotalSeconds;
        process.Refresh();
        return (requests / seconds, (process.TotalProcessorTime - cpu).TotalMicroseconds / requests);
    }

    private static async Task<(double[] Millis, double PerSecond)> RepeatAsync(int clients, int count, Func<int, Task> changeAsync)
    {
        var millis = new double[count];
        var next = -1;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            for (var number = Interlocked.Increment(ref next); number < count; number = Interlocked.Increment(ref next))
            {
                var begun = Stopwatch.GetTimestamp();
                await changeAsync(client);
                millis[number] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            }
        })));
        return (millis, count / watch.Elapsed.TotalSeconds);
    }
}
