using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Paas.Testing;

/// <summary>
/// Where attempts are made: a platform's data directory with its secrets, services on the host, another app's dyno that
/// listens, and a driver that runs the attackers.
/// </summary>
public sealed class EscapeScene : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly IDynoDriver _driver;
    private readonly DynoEventLog _events;
    private readonly Func<IReadOnlyDictionary<string, string>, Task<string>> _pack;
    private readonly string _platform = Directory.CreateTempSubdirectory("paas-escape-").FullName;
    private readonly string _token = $"owner-{Guid.NewGuid():N}";
    private readonly string _abstract = $"paas-escape-{Guid.NewGuid():N}";
    private readonly string _victimSleep = string.Create(CultureInfo.InvariantCulture, $"1000.{Math.Abs(Guid.NewGuid().GetHashCode())}");
    private readonly List<Socket> _services = [];
    private DynoSpec _victim = null!;
    private DynoStarted _victimStarted = null!;

    private EscapeScene(IDynoDriver driver, DynoEventLog events, Func<IReadOnlyDictionary<string, string>, Task<string>> pack) =>
        (_driver, _events, _pack) = (driver, events, pack);

    /// <summary>Whether what the driver runs is isolated at all.</summary>
    public bool Isolated { get; init; } = true;

    /// <summary>Where the home of a dyno is on the host, when it can be told.</summary>
    public Func<Guid, string>? HomeOf { get; init; }

    /// <summary>Sets the scene.</summary>
    /// <param name="driver">A driver.</param>
    /// <param name="events">What it reports.</param>
    /// <param name="pack">Packs files into a slug and returns its digest.</param>
    /// <param name="listen">Shell line of a process that listens on all addresses at <c>$PORT</c>.</param>
    /// <param name="isolated">See <see cref="Isolated"/>.</param>
    /// <param name="homeOf">See <see cref="HomeOf"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<EscapeScene> CreateAsync(
        IDynoDriver driver,
        DynoEventLog events,
        Func<IReadOnlyDictionary<string, string>, Task<string>> pack,
        string listen,
        bool isolated,
        Func<Guid, string>? homeOf,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(driver);
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(pack);
        var scene = new EscapeScene(driver, events, pack) { Isolated = isolated, HomeOf = homeOf };
        await File.WriteAllTextAsync(scene.TokenFile, scene._token, cancellationToken);
        scene.Serve(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp), new IPEndPoint(IPAddress.Loopback, 0));
        scene.Serve(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp), new IPEndPoint(IPAddress.Any, 0));
        scene.Serve(new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified), new UnixDomainSocketEndPoint("\0" + scene._abstract));
        await scene.StartVictimAsync(listen, cancellationToken);
        return scene;
    }

    private string TokenFile => Path.Combine(_platform, "owner.token");

    /// <summary>Makes an attempt.</summary>
    public async Task<EscapeOutcome> TryAsync(EscapeAttempt attempt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        var leftover = string.Create(CultureInfo.InvariantCulture, $"2000.{Math.Abs(Guid.NewGuid().GetHashCode())}");
        var spec = new DynoSpec
        {
            Id = Guid.NewGuid(),
            AppId = Guid.NewGuid(),
            Name = "worker.1",
            Type = "worker",
            Command = "bash attempt.sh",
            SlugDigest = await _pack(new Dictionary<string, string>(StringComparer.Ordinal) { ["attempt.sh"] = attempt.Script + "\n" }),
            Environment = Hints(leftover),
            Size = attempt.EndsByMemory ? new DynoSize("tiny", 64L * 1024 * 1024) { MaxMemoryRatio = 1 } : DynoSize.Default,
        };
        await _driver.StartAsync(spec, cancellationToken);
        var exited = await _events.WaitForExitAsync(spec.Id, cancellationToken);
        return FromOutside(spec, leftover) ?? Judge(attempt, exited, _events.LinesOf(spec.Id));
    }

    /// <summary>Ends the other dyno and the services.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_victim is not null)
        {
            await _driver.StopAsync(_victim.Id, Grace, CancellationToken.None);
            await _events.WaitForExitAsync(_victim.Id, CancellationToken.None);
        }

        foreach (var service in _services)
            service.Dispose();
        Directory.Delete(_platform, recursive: true);
    }

    private static EscapeOutcome Judge(EscapeAttempt attempt, DynoExited exited, IReadOnlyList<string> lines)
    {
        if (attempt.EndsByMemory)
        {
            return exited.Failure is DynoFailure.MemoryExceeded
                ? new EscapeOutcome(true, "killed (R15)")
                : new EscapeOutcome(false, $"ended with {exited.ExitCode}: {string.Join(" | ", lines.TakeLast(1))}");
        }

        var said = lines.LastOrDefault(static line => line.StartsWith("escaped", StringComparison.Ordinal) || line.StartsWith("contained", StringComparison.Ordinal));
        if (said is null)
            return new EscapeOutcome(false, $"said nothing; ended with {exited.ExitCode} {exited.Reason}: {string.Join(" | ", lines.TakeLast(5))}");
        return new EscapeOutcome(said.StartsWith("contained", StringComparison.Ordinal), said[(said.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
    }

    /// <summary>What only the host sees: changed files, a home that stayed, processes that stayed.</summary>
    private EscapeOutcome? FromOutside(DynoSpec spec, string leftover)
    {
        if (!File.Exists(TokenFile) || File.ReadAllText(TokenFile) != _token || Directory.GetFileSystemEntries(_platform).Length != 1)
            return new EscapeOutcome(false, "the platform's files are changed");
        if (HomeOf?.Invoke(spec.Id) is { } home && Directory.Exists(home))
            return new EscapeOutcome(false, $"the home stayed: {home}");
        if (_events.Of(_victim.Id).OfType<DynoExited>().Any())
            return new EscapeOutcome(false, "the other dyno ended");
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            try
            {
                if (File.ReadAllText(Path.Combine(process, "cmdline")).Contains(leftover, StringComparison.Ordinal))
                    return new EscapeOutcome(false, $"a process stayed: {Path.GetFileName(process)}");
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // No process, or one that ended.
            }
        }

        return null;
    }

    private ImmutableSortedDictionary<string, string> Hints(string leftover) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["PLATFORM"] = _platform,
        ["VICTIM_HOME"] = HomeOf?.Invoke(_victim.Id) ?? "/app",
        ["VICTIM_SLEEP"] = _victimSleep,
        ["VICTIM_ADDRESS"] = _victimStarted.Address!.Address.ToString(),
        ["VICTIM_PORT"] = Text(_victimStarted.Address.Port),
        ["HOST_PID"] = Text(Environment.ProcessId),
        ["HOST_PROGRAM"] = Path.GetFileName(Environment.ProcessPath) ?? "dotnet",
        ["HOST_ADDRESSES"] = string.Join(' ', HostAddresses().Take(4)),
        ["LOOPBACK_PORT"] = Text(((IPEndPoint)_services[0].LocalEndPoint!).Port),
        ["WILDCARD_PORT"] = Text(((IPEndPoint)_services[1].LocalEndPoint!).Port),
        ["ABSTRACT"] = _abstract,
        ["LEFTOVER"] = leftover,
        ["ISOLATED"] = Isolated ? "1" : "",
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>From the kernel's table: the runtime's own list fails where a device, such as a container's, goes while it is made.</summary>
    private static IEnumerable<string> HostAddresses()
    {
        const string table = "/proc/net/fib_trie";
        var lines = File.Exists(table) ? File.ReadAllLines(table) : [];
        return lines.Zip(lines.Skip(1)).Where(static pair => pair.Second.EndsWith("/32 host LOCAL", StringComparison.Ordinal)).Select(static pair => pair.First.TrimStart(' ', '|', '-')).Distinct();
    }

    private async Task StartVictimAsync(string listen, CancellationToken cancellationToken)
    {
        var mark = $"victim-{Guid.NewGuid():N}";
        _victim = new DynoSpec
        {
            Id = Guid.NewGuid(),
            AppId = Guid.NewGuid(),
            Name = "web.1",
            Type = "web",
            Command = $"sleep {_victimSleep} & {listen}",
            NeedsPort = true,
            SlugDigest = await _pack(new Dictionary<string, string>(StringComparer.Ordinal) { ["secret.txt"] = mark }),
            Environment = ImmutableSortedDictionary<string, string>.Empty.Add("SECRET", mark),
        };
        await _driver.StartAsync(_victim, cancellationToken);
        await _events.WaitAsync<DynoListening>(_victim.Id, static listening => listening.OnPort, cancellationToken);
        _victimStarted = _events.Of(_victim.Id).OfType<DynoStarted>().Single();
    }

    private void Serve(Socket socket, EndPoint endPoint)
    {
        socket.Bind(endPoint);
        socket.Listen();
        _services.Add(socket);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
