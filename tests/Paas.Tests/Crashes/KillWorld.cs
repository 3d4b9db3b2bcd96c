using System.Diagnostics;
using System.Globalization;

namespace Paas.Crashes;

/// <summary>Two apps under random traffic, the host that is killed under them, and the model of what it acknowledged.</summary>
internal sealed partial class KillWorld : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _root = Directory.CreateTempSubdirectory("paas-kill-").FullName;
    private readonly Random _random;
    private readonly CancellationToken _cancellation;
    private readonly List<string> _story = [];
    private readonly Dictionary<(string App, int Version), string> _issued = [];
    private readonly List<Tenant> _tenants = [];
    private HostProcess? _host;
    private int _acknowledged;
    private int _inFlight;
    private int _kept;
    private int _killedAtStart;

    public KillWorld(int seed, bool outlive, CancellationToken cancellationToken)
    {
        (_random, _outlive, _cancellation) = (new Random(seed), outlive, cancellationToken);
        Directory.CreateDirectory(Data);
        Directory.CreateDirectory(Path.Combine(_root, "temporary"));
    }

    /// <summary>The newest part of what happened.</summary>
    public string Story => string.Join('\n', _story.TakeLast(40));

    public string Summary => $"{_acknowledged} changes acknowledged, {_inFlight} in flight at a kill ({_kept} of them there afterwards), {_killedAtStart} kills during the start";

    private string Data => Path.Combine(_root, "data");

    public async Task RunAsync(int kills)
    {
        await StartAsync();
        foreach (var name in (string[])["alpha", "beta"])
        {
            var id = await _host!.TryAsync("create", name, "-", _cancellation);
            var tenant = new Tenant(name, id!, new GitClient(Path.Combine(_root, name)), new Random(_random.Next()));
            await tenant.Git.InitAsync(_cancellation);
            _tenants.Add(tenant);
        }

        for (var kill = 0; kill < kills; kill++)
        {
            if (_outlive && _random.Next(2) == 0 && _tenants.All(static tenant => tenant.Facts.IsDeployed))
            {
                await KillAtRestAsync(kill + 1);
                continue;
            }

            using var dying = new CancellationTokenSource();
            var moment = TimeSpan.FromMilliseconds(_random.Next(10, 800));
            var traffic = _tenants.Select(tenant => TrafficAsync(tenant, dying.Token)).ToList();
            await Task.Delay(moment, _cancellation);
            Note($"kill {kill + 1} after {moment.TotalMilliseconds:0} ms");
            await dying.CancelAsync();
            await _host!.KillAsync(_cancellation);
            await Task.WhenAll(traffic).WaitAsync(Patience, _cancellation);
            _host.Dispose();

            // Now and then it dies again while it comes back.
            if (_random.Next(8) == 0)
            {
                kill++;
                _killedAtStart++;
                using var stillborn = Launch();
                await Task.Delay(_random.Next(50, 1_500), _cancellation);
                await stillborn.KillAsync(_cancellation);
            }

            await StartAsync();
            foreach (var tenant in _tenants)
                await VerifyAsync(tenant);
            await VerifyNothingIsLeftAsync();
        }

        foreach (var tenant in _tenants)
            await GitClient.AssertSoundAsync(Repository(tenant), _cancellation);
        if (_outlive)
            await StopAndStartAsync();
        await _host!.StopAsync(_cancellation);
        Assert.Empty(DynoScan.Find(Ids));
        if (kills >= 20)
        {
            Assert.InRange(_acknowledged, kills / (_outlive ? 8 : 4), int.MaxValue);
            Assert.InRange(_inFlight, 1, int.MaxValue);
        }
    }

    public ValueTask DisposeAsync()
    {
        _host?.Dispose();
        _requests.Dispose();
        DynoScan.Kill(Ids);
        DynoScan.Unmount(_root);
        foreach (var file in Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories))
            File.SetAttributes(file, FileAttributes.Normal);
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }

    private List<string> Ids => [.. _tenants.Select(static tenant => tenant.Id)];

    private HostProcess Launch() => HostProcess.Launch(
        Data, Path.Combine(_root, "temporary"), (ControlledHost.PortVariable, $"{_port}"), (ControlledHost.OutliveVariable, _outlive ? "1" : "0"));

    private string Repository(Tenant tenant) => Path.Combine(Data, "git", $"{tenant.Id}.git");

    private async Task StartAsync()
    {
        _host = Launch();
        await _host.ReadyAsync(_cancellation);
    }

    /// <summary>Changes one app again and again until a change is not acknowledged, or no more are wanted.</summary>
    private async Task TrafficAsync(Tenant tenant, CancellationToken dying)
    {
        while (!dying.IsCancellationRequested)
        {
            var before = tenant.Facts;
            var (what, after) = await ChangeAsync(tenant, before);
            var acknowledged = what is not null;
            lock (_story)
            {
                if (acknowledged)
                    _acknowledged++;
                else
                    _inFlight++;
            }

            tenant.Facts = after;
            tenant.Legal.Clear();
            tenant.Legal.Add(after);
            Note($"{tenant.Name} {what ?? "(not acknowledged)"}: web={after.Web} main={after.Head?[..7]} v{after.Releases.Length}({after.Current.Commit?[..7]},{after.Current.Value})");
            if (acknowledged)
                continue;
            tenant.Legal.Insert(0, before);
            if (after.Head != before.Head)
                tenant.Legal.Insert(1, after with { Head = before.Head }); // released, and killed before the branch moved
            return;
        }
    }

    private async Task<(string? Acknowledged, KilledApp After)> ChangeAsync(Tenant tenant, KilledApp before)
    {
        var number = tenant.Random.Next(10);
        if (!before.IsDeployed || number < 3)
        {
            var commit = await tenant.Git.CommitAsync(_cancellation);
            var (code, output) = await tenant.Git.PushAsync(_host!.Control, _host.Token, tenant.Name, _cancellation);
            var refused = output.Contains("rejected", StringComparison.OrdinalIgnoreCase);
            Assert.False(refused, output);
            return (code == 0 ? "push" : null, before.Release(commit, before.Current.Value) with { Head = commit });
        }

        if (number < 6)
        {
            var value = tenant.Random.Next(1_000_000).ToString(CultureInfo.InvariantCulture);
            return (await TryAsync(tenant, "config", value), before.Release(before.Current.Commit, value));
        }

        if (number < 8)
        {
            var web = tenant.Random.Next(1, 4);
            return (await TryAsync(tenant, "scale", $"{web}"), before with { Web = web });
        }

        var versions = Enumerable.Range(1, before.Releases.Length).Where(version => before.Releases[version - 1].Commit is not null).ToList();
        var target = versions[tenant.Random.Next(versions.Count)];
        return (await TryAsync(tenant, "rollback", $"{target}"), before.Release(before.Releases[target - 1].Commit, before.Releases[target - 1].Value));
    }

    private async Task<string?> TryAsync(Tenant tenant, string verb, string value) =>
        await _host!.TryAsync(verb, tenant.Name, value, _cancellation) is null ? null : $"{verb} {value}";

    private async Task VerifyAsync(Tenant tenant)
    {
        var view = await _host!.DescribeAsync(tenant.Name, _cancellation);
        Assert.Equal(Enumerable.Range(1, view.Releases.Count), view.Releases.Select(static release => release.Version));
        Assert.All(view.Releases, static release => Assert.Equal("Succeeded", release.Status));
        Assert.Equal(view.Releases.Count, view.Releases.Single(static release => release.Current).Version);
        Assert.All(view.Builds, static build => Assert.True(build.Status == "Succeeded" || (build.Status == "Failed" && build.Reason is { Length: > 10 }), $"{build}"));
        foreach (var release in view.Releases)
        {
            if (!_issued.TryAdd((tenant.Id, release.Version), release.Id))
                Assert.True(_issued[(tenant.Id, release.Version)] == release.Id, $"v{release.Version} of {tenant.Name} was issued twice.");
        }

        var head = Directory.Exists(Repository(tenant)) ? await GitClient.HeadAsync(Repository(tenant), _cancellation) : null;
        var found = new KilledApp(view.Web, head, [.. view.Releases.Select(static release => (release.Commit, release.Value))]);
        Assert.Equal(found.Current.Value, view.Value);
        var match = tenant.Legal.FindIndex(legal => $"{legal}" == $"{found}");
        Assert.True(match >= 0 || tenant.Legal.Count == 0, $"{tenant.Name} is\n{found}\nwhere only this was legal:\n{string.Join("\nor\n", tenant.Legal)}");
        if (tenant.Legal.Count > 1 && match > 0)
            _kept++;
        tenant.Facts = found;
        tenant.Legal.Clear();
        await VerifyConvergedAsync(tenant, found);
    }

    private async Task VerifyConvergedAsync(Tenant tenant, KilledApp facts)
    {
        var wanted = Enumerable.Range(1, facts.Web).Select(index => $"web.{index} Up v{facts.Releases.Length}").ToList();
        await EventuallyAsync(async () =>
        {
            var view = await _host!.DescribeAsync(tenant.Name, _cancellation);
            var dynos = view.Dynos.Select(static dyno => $"{dyno.Name} {dyno.State} v{dyno.Release}").Order(StringComparer.Ordinal).ToList();
            return dynos.SequenceEqual(wanted) ? null : $"{tenant.Name} has {string.Join(", ", dynos)} instead of {string.Join(", ", wanted)}";
        });
        if (facts.IsDeployed)
            Assert.Equal($"200 v{facts.Releases.Length} {facts.Current.Commit} {facts.Current.Value ?? "-"}", await _host!.GetAsync(tenant.Name, _cancellation));
    }

    private async Task VerifyNothingIsLeftAsync()
    {
        var wanted = new List<string>();
        foreach (var tenant in _tenants)
            wanted.AddRange((await _host!.DescribeAsync(tenant.Name, _cancellation)).Dynos.Select(static dyno => dyno.Id));
        wanted.Sort(StringComparer.Ordinal);

        await EventuallyAsync(() =>
        {
            var running = DynoScan.Find(Ids).Select(static process => process.Dyno).Distinct().Order(StringComparer.Ordinal).ToList();
            var directories = DynoScan.Directories(Path.Combine(Data, "dynos")).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToList();
            return Task.FromResult(
                !running.SequenceEqual(wanted) ? $"Dynos {string.Join(", ", running)} run instead of {string.Join(", ", wanted)}"
                : !directories.SequenceEqual(wanted) ? $"Directories of the dynos {string.Join(", ", directories)} instead of {string.Join(", ", wanted)}"
                : null);
        });
        Assert.Empty(Leftovers().Select(path => Path.GetRelativePath(Data, path)));
    }

    private IEnumerable<string> Leftovers()
    {
        foreach (var directory in Directory.EnumerateDirectories(Data, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(directory) is "builds" or "quarantine" or "incoming")
            {
                foreach (var entry in Directory.EnumerateFileSystemEntries(directory))
                    yield return entry;
            }
        }

        foreach (var file in Directory.EnumerateFiles(Data, "*", SearchOption.AllDirectories))
        {
            if (file == Path.Combine(Data, "key.new") && !File.Exists(Path.Combine(Data, "key")))
                continue; // the next config var needs the key, and overwrites this
            if (Path.GetExtension(file) is ".new" or ".tmp" or ".partial" or ".lock" && Path.GetFileName(file) is not (".lock" or "lock"))
                yield return file;
        }
    }

    private async Task EventuallyAsync(Func<Task<string?>> problemAsync)
    {
        var waited = Stopwatch.StartNew();
        while (await problemAsync() is { } problem)
        {
            Assert.True(waited.Elapsed < Patience, problem);
            await Task.Delay(20, _cancellation);
        }
    }

    private void Note(FormattableString line)
    {
        lock (_story)
            _story.Add(line.ToString(CultureInfo.InvariantCulture));
    }

    private sealed class Tenant(string name, string id, GitClient git, Random random)
    {
        public string Name => name;

        public string Id => id;

        public GitClient Git => git;

        public Random Random => random;

        public KilledApp Facts { get; set; } = KilledApp.New;

        /// <summary>What may be found after the crash; empty when nothing was changed.</summary>
        public List<KilledApp> Legal { get; } = [];
    }
}
