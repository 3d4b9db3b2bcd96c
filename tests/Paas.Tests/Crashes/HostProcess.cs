using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;

namespace Paas.Crashes;

/// <summary>The controlled host in a process of its own, which can be killed at any moment.</summary>
internal sealed class HostProcess : IDisposable
{
    public const string DataVariable = "PAAS_TEST_KILLED_HOST";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly HttpClient _http = new() { Timeout = Patience };
    private readonly Task<string> _errors;
    private int _disposed;

    private HostProcess(Process process) => (_process, _errors) = (process, process.StandardError.ReadToEndAsync());

    public Uri Router { get; private set; } = null!;

    public Uri Control { get; private set; } = null!;

    public string Token { get; private set; } = null!;

    /// <summary>From the first line of the host's own code until it served; the start of the runtime and the test program comes before.</summary>
    public TimeSpan Boot { get; private set; }

    /// <summary>What it has used so far: on a crowded machine a better figure than the time that passed.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static HostProcess Launch(string data, string temporary, params (string Variable, string Value)[] environment)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = data };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(typeof(HostProcess).Assembly.Location);
        foreach (var argument in (string[])["-method", $"{typeof(KillTests).FullName}.{nameof(KillTests.HostUntilKilled)}", "-explicit", "only", "-noColor"])
            start.ArgumentList.Add(argument);
        start.Environment[DataVariable] = data;
        foreach (var variable in (string[])["TMPDIR", "TEMP", "TMP"])
            start.Environment[variable] = temporary;
        foreach (var (variable, value) in environment)
            start.Environment[variable] = value;
        return new HostProcess(Process.Start(start)!);
    }

    /// <summary>Waits until the host serves.</summary>
    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        var transcript = new List<string>();
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(Patience, cancellationToken) is { } line)
        {
            transcript.Add(line);
            if (line.Split(' ') is not ["ready", var router, var control, var token, var boot])
                continue;
            (Router, Control, Token) = (new Uri(router), new Uri(control), token);
            Boot = TimeSpan.FromMilliseconds(int.Parse(boot, CultureInfo.InvariantCulture));
            return;
        }

        Assert.Fail($"The host did not start:\n{string.Join('\n', transcript)}\n{await _errors}");
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var reply = await _http.PostAsync(new Uri(Control, "/control/stop"), null, cancellationToken);
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        Assert.Equal(0, _process.ExitCode);
    }

    /// <summary>Returns the answer, or null when the host died before it acknowledged.</summary>
    public async Task<string?> TryAsync(string verb, string app, string value, CancellationToken cancellationToken)
    {
        HttpResponseMessage reply;
        try
        {
            reply = await _http.PostAsync(new Uri(Control, $"/control/{verb}/{app}/{value}"), null, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or System.Net.Sockets.SocketException) // the latter where it dies while connecting
        {
            return null;
        }

        using (reply)
        {
            Assert.True(reply.IsSuccessStatusCode, $"{verb} {app} {value}: {reply.StatusCode}");
            return await reply.Content.ReadAsStringAsync(cancellationToken);
        }
    }

    public async Task<AppView> DescribeAsync(string app, CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync<AppView>(new Uri(Control, $"/control/describe/{app}"), cancellationToken))!;

    /// <summary>A request through the router.</summary>
    public async Task<string> GetAsync(string app, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Router, "/")) { Headers = { Host = $"{app}.localhost" } };
        using var reply = await _http.SendAsync(request, cancellationToken);
        return $"{(int)reply.StatusCode} {await reply.Content.ReadAsStringAsync(cancellationToken)}";
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
        _http.Dispose();
    }
}
