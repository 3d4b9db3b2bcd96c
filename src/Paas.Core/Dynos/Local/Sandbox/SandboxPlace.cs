using System.Globalization;
using System.Net;
using System.Runtime.Versioning;
using Paas.Slugs;

namespace Paas.Dynos.Local;

/// <summary>A place of one's own: files, processes, user, limits, and if asked for a network.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class SandboxPlace : DynoPlace
{
    private const string SlugHome = "/app";
    private const UnixFileMode AnyAccess = (UnixFileMode)0b111_111_111;

    private readonly Sandbox _sandbox;
    private readonly int? _user;
    private readonly ControlGroup? _group;
    private readonly DynoNetwork? _network;
    private IReadOnlyList<(string Source, string Target)> _mounts = [];
    private IDisposable? _memory;
    private volatile bool _outOfMemory;

    public SandboxPlace(PlaceContext context, Sandbox sandbox, int? user, ControlGroup? group, DynoNetwork? network) : base(context)
    {
        _sandbox = sandbox;
        _user = user;
        _group = group;
        _network = network;
    }

    public override string Home => Context.InPlace is null ? SlugHome : HostHome;

    public override FileOwner? Owner => _user is { } user ? new FileOwner(user, user) : null;

    public override IPAddress Address => _network?.Address ?? base.Address;

    public override bool OwnNetwork => _network is not null;

    public override bool StandsBefore => true;

    public override PlaceRecord Record => new(_user ?? 0) { Network = _network?.Number, Egress = _network?.Egress ?? false };

    public override void Prepare()
    {
        // Its home may be where it is to be seen.
        _mounts = [.. ResolvedMounts.Of(Context.Mounts, HostHome).Where(mount => mount.Target != Home)];
        if (Temporary is { } temporary)
            File.SetUnixFileMode(Directory.CreateDirectory(temporary).FullName, AnyAccess | UnixFileMode.StickyBit);
        if (_user is not { } user)
            return;
        // Nobody but the host looks in from outside.
        File.SetUnixFileMode(Context.Directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(
            Path.Combine(Context.Directory, "passwd"),
            string.Create(CultureInfo.InvariantCulture, $"root:x:0:0:root:/root:/usr/sbin/nologin\ndyno:x:{user}:{user}::{Home}:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"));
        File.WriteAllText(
            Path.Combine(Context.Directory, "group"),
            string.Create(CultureInfo.InvariantCulture, $"root:x:0:\ndyno:x:{user}:\nnogroup:x:65534:\n"));
        if (_group is not null)
            MemoryQuota.Write(Context.Directory, Context.Size);
        _network?.Create();
        if (Context.InPlace is not null)
            TakeOver(user);
    }

    /// <summary>What builds put there is large: archives, whole packages.</summary>
    private string? Temporary => Context.InPlace is null ? null : Path.Combine(Context.Directory, "tmp");

    public override SpawnRequest Wrap(SpawnRequest request)
    {
        var (environment, script) = SandboxEnvironment.Cover(request.Environment);
        return new SpawnRequest(SandboxCommand.Start(_sandbox, Plan(), script, request.Arguments), environment, Context.Directory) { Owner = Owner };
    }

    public override SpawnRequest WrapInside(SpawnRequest request, DynoProcesses processes)
    {
        if ((processes as SandboxProcesses)?.Init() is not { } init)
            throw new CannotStartException("The dyno that the command is to run in has ended.");
        var (environment, script) = SandboxEnvironment.Cover(request.Environment);
        return new SpawnRequest(SandboxCommand.Enter(_sandbox, Plan(), init, script, request.Arguments), environment, Context.Directory) { Owner = Owner };
    }

    public override void Enter(int pid)
    {
        var size = Context.InPlace is null ? Context.Size : _sandbox.Options.BuildSize;
        try
        {
            _group?.Limit(size);
            _group?.Enter(pid);
        }
        catch (IOException exception)
        {
            throw new CannotStartException($"Its limits could not be set: {exception.Message}");
        }

        ResourceLimits.Apply(pid, _sandbox.Options.MaxOpenFiles, _user is null ? null : size.MaxProcesses);
    }

    public override DynoProcesses Processes(ProcessEntry leader, bool leaderIsOurs)
    {
        var processes = new SandboxProcesses(Context.Table, leader, DynoEnvironment.Marker(Context.DynoId), leaderIsOurs, Context.Clock);
        _memory ??= _group?.WatchMemory(() =>
        {
            _outOfMemory = true;
            processes.Signal(Libc.SignalKill);
        });
        return processes;
    }

    public override bool TryFreeze(bool frozen)
    {
        _group?.Freeze(frozen);
        return _group is not null;
    }

    public override DynoUsage? Usage() => _group?.Usage(Context.DynoId);

    public override (DynoFailure Failure, string? Reason) Verdict(int? exitCode)
    {
        _outOfMemory |= exitCode == 128 + Libc.SignalKill && _group?.MemoryKills() > 0;
        return _outOfMemory
            ? (DynoFailure.MemoryExceeded, $"It used more than {Context.Size.MaxMemory / (1024 * 1024)} MB of memory and was killed.")
            : base.Verdict(exitCode);
    }

    protected override void Dispose(bool disposing)
    {
        _memory?.Dispose();
        _network?.Remove();
        _group?.Remove();
        base.Dispose(disposing);
    }

    private SandboxPlan Plan()
    {
        var readable = new List<(string, string)>(_group?.Views() ?? []);
        if (_user is not null)
            readable.AddRange([(Path.Combine(Context.Directory, "passwd"), "/etc/passwd"), (Path.Combine(Context.Directory, "group"), "/etc/group")]);

        if (_group is not null && _user is not null && Context.InPlace is null)
            readable.Add((MemoryQuota.In(Context.Directory), _group.MemoryView));
        return new SandboxPlan(Context.DynoId.ToString("D"), Home, _user)
        {
            Writable = [(HostHome, Home), .. Context.Writable.Select(Path.GetFullPath).Select(path => (path, path)), .. _mounts],
            ReadOnly = readable,
            Temporary = Temporary,
            NetworkFile = _network?.File,
        };
    }

    /// <summary>Gives what it uses in place to the dyno's user. No process of an app runs in there now; links are not followed all the same.</summary>
    private void TakeOver(int user)
    {
        var failure = ToolRun.Try(
            _sandbox.Tools.ChangeOwner!,
            ["-R", "-h", "-P", string.Create(CultureInfo.InvariantCulture, $"{user}:{user}"), "--", HostHome, .. Context.Writable.Select(Path.GetFullPath)]);
        if (failure is not null)
            throw new CannotStartException($"Its directories could not be given to its user: {failure}");
    }
}
