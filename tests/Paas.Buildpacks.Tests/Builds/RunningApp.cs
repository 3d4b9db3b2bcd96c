using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Paas.Builds;

/// <summary>A built app at work as in a dyno: a copy of its directory elsewhere, .profile.d sourced, a port of its own.</summary>
public sealed class RunningApp : IAsyncDisposable
{
    // Below the ports that systems hand out for connections and to whoever asks for any: nobody else takes one between
    // the look whether it is free and the app's own bind.
    private const int FirstPort = 31_100;
    private const int Ports = 1_600;
    private static int _ports = System.Environment.ProcessId * 37;

    private readonly TestDirectory _home = new();
    private readonly TestOutput _output = new();
    private readonly Process _process;

    private RunningApp(TestDirectory built, string command, IReadOnlyDictionary<string, string>? environment)
    {
        using (var copy = Process.Start("cp", ["-a", $"{built.Path}/.", _home.Path]))
            copy.WaitForExit();

        var port = FreePort();
        var variables = new Dictionary<string, string>
        {
            ["PATH"] = System.Environment.GetEnvironmentVariable("PATH")!,
            ["HOME"] = _home.Path,
            ["PORT"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["DYNO"] = "web.1",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            variables[name] = value;
        _process = Bash.Start($"for f in .profile.d/*.sh; do [ -r \"$f\" ] && . \"$f\"; done\n{command}", _home.Path, variables, _output.Line);
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    public HttpClient Client { get; }

    public string Output => _output.Text;

    public string Home => _home.Path;

    /// <summary>Starts a command and waits until it answers HTTP. What was built is deleted first: nothing may depend on its place.</summary>
    public static async Task<RunningApp> StartAsync(TestDirectory built, string command, IReadOnlyDictionary<string, string>? environment = null)
    {
        var app = new RunningApp(built, command, environment);
        Directory.Delete(built.Path, recursive: true);
        Directory.CreateDirectory(built.Path);

        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromMinutes(2));
        while (true)
        {
            try
            {
                using var response = await app.Client.GetAsync(new Uri("/", UriKind.Relative), bound.Token);
                return app;
            }
            catch (HttpRequestException) when (!app._process.HasExited)
            {
                await Task.Delay(20, bound.Token);
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                await app.DisposeAsync();
                Assert.Fail($"'{command}' does not answer.\n{app.Output}");
            }
        }
    }

    /// <summary>Waits until the app has written something; what it logs of a request may come after its answer.</summary>
    public async Task WaitForOutputAsync(string text)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromMinutes(2));
        try
        {
            while (!Output.Contains(text, StringComparison.Ordinal))
                await Task.Delay(20, bound.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"'{text}' is not in the output.\n{Output}");
        }
    }

    /// <summary>Runs a command in a moved copy to its end and returns its output.</summary>
    public static async Task<string> RunAsync(TestDirectory built, string command, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var app = new RunningApp(built, command, environment);
        await app._process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return app.Output;
    }

    public Task<string> GetAsync(string path) => Client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _home.Dispose();
    }

    private static int FreePort()
    {
        for (var attempt = 0; attempt < Ports; attempt++)
        {
            var port = FirstPort + (Interlocked.Increment(ref _ports) & int.MaxValue) % Ports;
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Any, port));
                return port;
            }
            catch (SocketException)
            {
                // It is in use; so is perhaps not the next one.
            }
        }

        throw new InvalidOperationException($"No port from {FirstPort} on is free.");
    }
}
