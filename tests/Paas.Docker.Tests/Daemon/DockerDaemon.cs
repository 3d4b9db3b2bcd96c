using System.Diagnostics;
using System.Globalization;

[assembly: AssemblyFixture(typeof(Paas.Docker.DockerDaemon))]

namespace Paas.Docker;

/// <summary>A Docker daemon of the tests' own, with one image: a small Debian. Started by the first test that needs it.</summary>
public sealed class DockerDaemon : IAsyncLifetime
{
    public const string Image = "paas-tests/stack:12";
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _starting = new(1, 1);
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("paas-docker-");
    private Process? _process;
    private string? _storage;

    public Uri Endpoint => new($"unix://{Socket}");

    private string Socket => Path.Combine(_directory.FullName, "docker.sock");

    public ValueTask InitializeAsync() => default;

    /// <summary>Starts the daemon and makes the image, once; skips the test where that cannot be.</summary>
    public async Task RequireAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "The Docker daemon of the tests needs Linux and root.");
        foreach (var program in (string[])["dockerd", "debootstrap", "iptables"])
            Assert.SkipUnless(StackImage.Find(program) is not null, $"There is no {program}; install docker.io, debootstrap and iptables.");
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (_process is not null)
                return;
            await StartAsync();
            await StackImage.EnsureAsync(this, TestContext.Current.CancellationToken);
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Starts the daemon, again after <see cref="StopAsync"/>.</summary>
    public async Task StartAsync()
    {
        foreach (var storage in _storage is null ? (string[])["overlay2", "vfs"] : [_storage])
        {
            _process = Run(storage);
            if (!await IsUpAsync(_process))
                continue;
            _storage = storage;
            return;
        }

        throw new InvalidOperationException($"dockerd does not start: {string.Join('\n', File.ReadLines(LogFile).TakeLast(20))}");
    }

    /// <summary>Ends the daemon; its containers live on.</summary>
    public async Task StopAsync()
    {
        using (var terminate = Process.Start("kill", ["-TERM", _process!.Id.ToString(CultureInfo.InvariantCulture)]))
            await terminate.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(Bound);
        _process.Dispose();
        _process = null;
    }

    /// <summary>The client by hand.</summary>
    public Task<string> DockerAsync(params string[] arguments) => StackImage.RunAsync("docker", ["-H", Endpoint.ToString(), .. arguments]);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            // A test that failed may have left some, which would outlive the daemon.
            if (await DockerAsync("ps", "-aq") is { Length: > 0 } left)
                await DockerAsync(["rm", "-f", .. left.Split('\n')]);
            await StopAsync();
        }

        _starting.Dispose();
        foreach (var mount in (await File.ReadAllLinesAsync("/proc/mounts")).Select(static line => line.Split(' ')[1]).Where(path => path.StartsWith(_directory.FullName, StringComparison.Ordinal)).Reverse())
            await StackImage.RunAsync("umount", ["--lazy", mount]);
        _directory.Delete(recursive: true);
    }

    private string LogFile => Path.Combine(_directory.FullName, "dockerd.log");

    private Process Run(string storage)
    {
        // No bridge of its own: the dynos have theirs, and other daemons of the machine have the usual one.
        string[] arguments =
        [
            "--data-root", Path.Combine(_directory.FullName, "data"), "--exec-root", Path.Combine(_directory.FullName, "exec"),
            "--pidfile", Path.Combine(_directory.FullName, "dockerd.pid"), "--host", Endpoint.ToString(), "--bridge", "none",
            "--storage-driver", storage, "--live-restore",
        ];
        var start = new ProcessStartInfo("bash", ["-c", "log=$1; shift; exec dockerd \"$@\" >>\"$log\" 2>&1", "dockerd", LogFile, .. arguments]);
        return Process.Start(start)!;
    }

    private async Task<bool> IsUpAsync(Process process)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!process.HasExited && TimeProvider.System.GetElapsedTime(started) < Bound)
        {
            if (File.Exists(Socket) && await AnswersAsync())
                return true;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }

        return false;
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new global::Docker.DotNet.DockerClientBuilder().WithEndpoint(Endpoint).Build();
            await client.System.PingAsync(CancellationToken.None);
            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
