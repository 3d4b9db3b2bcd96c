using System.Runtime.Versioning;

namespace Paas.Dynos.Local;

/// <summary>A dyno that runs: what it consists of, and what it can be asked for.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class LiveDyno(
    DynoSpec spec, DynoPlace place, DynoChild child, DynoProcesses processes, OutputReader reader, IReadOnlyList<string>? environment,
    ProcessTable table, ProcessRecord record, string directory) : IDisposable
{
    private readonly Lock _freezing = new();
    private readonly SemaphoreSlim _input = new(1, 1);
    private readonly CancellationTokenSource _gone = new();
    private readonly DynoFreezer _freezer = new(processes, place);
    private ProcessRecord _record = record;
    private bool _ending;

    public DynoPlace Place => place;

    public DynoChild Child => child;

    public DynoProcesses Processes => processes;

    public OutputReader Reader => reader;

    /// <summary>
    /// The environment that it was started with. That of an adopted dyno was never written down and is asked for at one of
    /// its processes; those that stand before it in a sandbox do not have it under its own names.
    /// </summary>
    public IReadOnlyList<string> Environment => environment
        ?? processes.Living().Select(process => table.ReadEnvironment(process.Pid)).FirstOrDefault(static entries => entries.Any(static entry => entry.StartsWith("DYNO=", StringComparison.Ordinal)))
        ?? [];

    /// <summary>Whether its slug's profiles are sourced before a command.</summary>
    public bool SourcesProfiles => spec.SlugDigest is not null;

    public bool IsFrozen => _record.Frozen;

    /// <exception cref="NotSupportedException">It cannot be given this.</exception>
    public async ValueTask SendAsync(DynoRequest request, CancellationToken cancellationToken)
    {
        switch (request)
        {
            case DynoSignal signal:
                processes.Signal(Signals.OfThisMachine(signal.Number));
                break;
            case DynoFreeze freeze:
                Freeze(freeze.Frozen);
                break;
            case DynoHold hold:
                reader.Hold(hold.Held);
                break;
            case DynoResize resize:
                (child.Input as PseudoTerminal ?? throw Lacks("terminal")).Resize(resize.Terminal);
                break;
            case DynoInput input:
                await GiveAsync(child.Input ?? throw Lacks("input"), input.Data, cancellationToken);
                break;
            default:
                throw new NotSupportedException($"A local process cannot carry out {request.GetType().Name}.");
        }
    }

    /// <summary>SIGTERM to all of it, or SIGKILL when it has no grace; a frozen dyno would get neither.</summary>
    public void Terminate(bool immediately)
    {
        processes.Signal(immediately ? Libc.SignalKill : Libc.SignalTerminate);
        BeginEnd();
    }

    /// <summary>Thaws it for good: what is frozen in a cgroup does not even die of SIGKILL.</summary>
    public void BeginEnd()
    {
        lock (_freezing)
        {
            _ending = true;
            Freeze(false);
        }
    }

    public void Freeze(bool frozen)
    {
        lock (_freezing)
        {
            if (frozen && _ending)
                return;
            // A host that dies in between leaves a record that says frozen; the next one makes it true.
            if (frozen)
                Write(_record with { Frozen = true });
            if (frozen)
                _freezer.Freeze();
            else if (_record.Frozen)
                _freezer.Thaw();
            if (!frozen)
                Write(_record with { Frozen = false });
        }
    }

    public void Dispose()
    {
        // What is being written goes nowhere any more. The sources are not disposed: an input may come this moment.
        _gone.Cancel();
        reader.Dispose();
        child.Dispose();
    }

    private async ValueTask GiveAsync(IDynoInput input, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _gone.Token);
        try
        {
            await _input.WaitAsync(either.Token);
            try
            {
                await (data.IsEmpty ? input.EndAsync(either.Token) : input.WriteAsync(data, either.Token));
            }
            finally
            {
                _input.Release();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The dyno ended; nobody reads.
        }
    }

    private void Write(ProcessRecord changed)
    {
        if (changed == _record)
            return;
        _record = changed;
        if (changed.Supervisor is null)
            return;
        try
        {
            changed.Write(directory);
        }
        catch (IOException) when (!changed.Frozen)
        {
            // On a full disk it goes on all the same; a later host would freeze it once more.
        }
    }

    private NotSupportedException Lacks(string what) =>
        new($"Dyno {spec.Name} has no {what}: start it with a DynoAttachment{(what == "terminal" ? " that has a terminal" : "")}.");
}
