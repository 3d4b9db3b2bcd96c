using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Paas.Api.Tests.Client;

/// <summary>A real platform of this process (files, local processes, router, git, API), and a shell in which the client is set up for it.</summary>
internal sealed class ClientHost : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    private readonly WebApplication _app;
    private readonly string _root;

    private ClientHost(WebApplication app, string root)
    {
        (_app, _root) = (app, root);
        Platform = app.Services.GetRequiredService<IPlatform>();
    }

    public IPlatform Platform { get; }

    public Uri Router => _app.Services.GetRequiredService<IHttpRouter>().Address!;

    public int RouterTlsPort => _app.Services.GetRequiredService<HttpRouter>().TlsEndPoints[0].Port;

    /// <summary>What else the shell knows.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    public string Work => Path.Combine(_root, "work");

    public static async Task<ClientHost> StartAsync()
    {
        var root = Directory.CreateTempSubdirectory("paas-client-").FullName;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<PaasOptions>(options => options.DataDirectory = Path.Combine(root, "data"));
        builder.Services.AddPaas(paas => paas.AddBuildpacks().AddRouter(static router => router.Listen(0).ListenTls(0)).AddGit().AddApi(static api => api.Listen(0)));
        var app = builder.Build();
        app.MapPaasApi();
        app.MapPaasGit();
        await app.StartAsync();
        _ = app.Services.GetRequiredService<OwnerAuthenticator>().Token; // made when it is first asked for
        Directory.CreateDirectory(Path.Combine(root, "work"));
        Directory.CreateDirectory(Path.Combine(root, ".cache", "heroku"));
        File.WriteAllText(Path.Combine(root, ".cache", "heroku", "terms-of-service"), "");
        File.WriteAllText(Path.Combine(root, ".gitconfig"), "[user]\nname = Dev\nemail = dev@example.com\n[init]\ndefaultBranch = main\n");
        return new ClientHost(app, root);
    }

    /// <summary>Creates and deploys an app of a Procfile and a web program of Python's standard library.</summary>
    public async Task DeployAsync(string app, string procfile = "web: exec python3 -m http.server $PORT\nworker: exec sleep 1000\n")
    {
        await Platform.Apps.CreateAsync(app);
        for (var version = 1; version <= 2; version++)
        {
            var build = await Platform.Builds.CreateAsync(app, new BuildSource((directory, token) => new ValueTask(File.WriteAllTextAsync(Path.Combine(directory, "Procfile"), procfile, token))) { Version = $"v{version}" });
            build = await Platform.Builds.WaitAsync(app, build.Id);
            Assert.True(build.Status == BuildStatus.Succeeded, build.Reason);
        }
    }

    /// <summary>Runs a line of shell in which the client's variables are set; its output and errors in one.</summary>
    public async Task<ClientResult> RunAsync(string line, string input = "")
    {
        var start = new ProcessStartInfo("bash", ["-c", ". \"$DATA/heroku.env\"\n" + line])
        {
            WorkingDirectory = Work,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(static name => name.StartsWith("HEROKU_", StringComparison.Ordinal) || name.StartsWith("GIT_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["DATA"] = Path.Combine(_root, "data");
        start.Environment["ANSWER"] = Path.Combine(AppContext.BaseDirectory, "answer.py");
        start.Environment["BROWSER_PY"] = Path.Combine(AppContext.BaseDirectory, "browser.py");
        start.Environment["ROUTER_TLS"] = RouterTlsPort.ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (var (name, value) in Variables)
            start.Environment[name] = value;
        start.Environment["HOME"] = _root;
        start.Environment["XDG_CACHE_HOME"] = Path.Combine(_root, ".cache");
        start.Environment["PATH"] = $"{HerokuProgram.Binaries}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["NO_COLOR"] = "1";
        start.Environment["COLUMNS"] = "200";
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(_patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), patience.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(patience.Token);
            return new ClientResult(process.ExitCode, await output, await error, watch.Elapsed);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return new ClientResult(-1, "", "It did not end within three minutes.", watch.Elapsed);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }
}
