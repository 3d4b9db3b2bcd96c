using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Paas.Apps;
using Paas.Dynos;
using Paas.Engine;
using Paas.Routing;

namespace Paas.Formations;

/// <summary>Makes health checks: an HTTP request or a connection to the dyno's port, or a command inside the dyno.</summary>
internal sealed class HealthProbe(DynoEvents events, EngineActivity activity, TimeProvider time) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.Zero, // each check is to connect anew
    });

    public void Dispose() => _http.Dispose();

    /// <summary>Null when it passes, else what went wrong, for a person. Called inside an operation that the activity counts.</summary>
    public async Task<string?> CheckAsync(AppModel app, DynoInstance dyno, HealthCheck check, string baseDomain)
    {
        using var timeout = new CancellationTokenSource(check.Timeout, time);
        try
        {
            return check switch
            {
                { Command: { } command } => await RunAsync(app, dyno, command, timeout.Token),
                { Path: { } path } => await GetAsync(dyno, path, check.Status, AppRoutes.DefaultHost(app.App.Name, baseDomain), timeout.Token),
                _ => await ConnectAsync(dyno, timeout.Token),
            };
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Describe(check)} took more than {check.Timeout.TotalSeconds:0.###} s");
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException)
        {
            return $"{Describe(check)} failed: {(e.InnerException ?? e).Message}";
        }
    }

    private async Task<string?> GetAsync(DynoInstance dyno, string path, int? status, string host, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://{dyno.Address}{path}")) { Headers = { Host = host, ConnectionClose = true } };
        request.Headers.TryAddWithoutValidation("User-Agent", "paas-health-check");
        using var response = await _http.SendAsync(request, cancellationToken);
        var code = (int)response.StatusCode;
        if (status is { } expected ? code == expected : code < 400)
            return null;
        return string.Create(CultureInfo.InvariantCulture, $"GET {path} was answered with {code} instead of {(status is null ? "a status below 400" : status)}");
    }

    private static async Task<string?> ConnectAsync(DynoInstance dyno, CancellationToken cancellationToken)
    {
        if (dyno.Address is not { } address)
            return "it has no port";
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address, cancellationToken);
        return null;
    }

    private async Task<string?> RunAsync(AppModel app, DynoInstance dyno, string command, CancellationToken cancellationToken)
    {
        var last = new LastLines();
        var spec = new DynoSpec
        {
            Id = Guid.NewGuid(),
            AppId = app.App.Id,
            Name = dyno.Name,
            Type = "check",
            Command = command,
            Inside = dyno.Id,
            Release = dyno.Release,
        };
        var run = DynoRun.Start(events, activity, spec, dynoEvent =>
        {
            if (dynoEvent is DynoOutput output)
                last.Add(output.Line);
        });
        var exited = await run.WaitAsync(TimeSpan.Zero, cancellationToken);
        if (exited is { ExitCode: 0, Failure: DynoFailure.None })
            return null;
        var said = last.ToArray() is [.., var line] ? $", saying: {line}" : "";
        return exited.Reason ?? string.Create(CultureInfo.InvariantCulture, $"'{command}' ended with status {exited.ExitCode}{said}");
    }

    private static string Describe(HealthCheck check) => check switch
    {
        { Command: { } command } => $"'{command}'",
        { Path: { } path } => $"GET {path}",
        _ => "a connection to $PORT",
    };
}
