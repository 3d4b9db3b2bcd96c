using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;

namespace Paas.Testing;

/// <summary>A dyno of a <see cref="FakeDynoDriver"/>: runs nothing and does what the test says.</summary>
public sealed class FakeDyno
{
    private readonly Lock _lock = new();
    private readonly List<DynoEvent> _missed = [];
    private ImmutableList<DynoRequest> _received = [];
    private FakeDynoDriver? _driver;
    private DynoExited? _exited;

    internal FakeDyno(FakeDynoDriver driver, DynoSpec spec, int port, DateTimeOffset startedAt) =>
        (_driver, Spec, Port, StartedAt) = (driver, spec, port, startedAt);

    /// <summary>What the engine asked for.</summary>
    public DynoSpec Spec { get; }

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>When it was started (UTC), by the clock of its driver.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>Whether it was told to end.</summary>
    public bool StopRequested { get; internal set; }

    /// <summary>Whether it reported that its process runs.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>Whether it listens on its port.</summary>
    public bool IsListening { get; private set; }

    /// <summary>Whether it is frozen.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>What it was sent so far: input, signals, sizes of its terminal, freezing.</summary>
    public IReadOnlyList<DynoRequest> Received => _received;

    /// <summary>What it was given as input so far.</summary>
    public string Input => string.Concat(_received.OfType<DynoInput>().Select(static input => Encoding.UTF8.GetString(input.Data.Span)));

    internal bool HasExited => Volatile.Read(ref _exited) is not null;

    internal bool CanBeAdopted => Spec is { Type: not "build", Attachment: null, Inside: null };

    /// <summary>Reports that the process runs.</summary>
    public void Start()
    {
        IsStarted = true;
        Tell(Started());
    }

    /// <summary>Reports that it listens on its port.</summary>
    public void Listen()
    {
        IsListening = true;
        Tell(Listening());
    }

    /// <summary>Reports that it listens elsewhere only.</summary>
    public void ListenElsewhere(string endpoint) => Tell(new DynoListening(Spec.Id, OnPort: false, [endpoint]));

    /// <summary>Reports a line of output.</summary>
    public void Print(string line) => Tell(new DynoOutput(Spec.Id, line));

    /// <summary>Reports output of an attached dyno.</summary>
    public void Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    /// <summary>Reports output of an attached dyno.</summary>
    public void Write(ReadOnlyMemory<byte> data) => Tell(new DynoData(Spec.Id, data));

    /// <summary>Reports what it uses.</summary>
    /// <param name="usage">Measured figures; the id is replaced by that of this dyno.</param>
    public void Use(DynoUsage usage)
    {
        ArgumentNullException.ThrowIfNull(usage);
        Tell(usage with { DynoId = Spec.Id });
    }

    /// <summary>Reports that it uses this much resident memory, in bytes.</summary>
    public void Use(long memory) => Tell(new DynoUsage(Spec.Id, memory) { Processes = 1 });

    /// <summary>Reports its end.</summary>
    public void Exit(int? exitCode, DynoFailure failure = DynoFailure.None, string? reason = null)
    {
        var exited = new DynoExited(Spec.Id, exitCode) { Failure = failure, Reason = reason };
        if (Interlocked.CompareExchange(ref _exited, exited, null) is not null)
            return;
        FakeDynoDriver? driver;
        lock (_lock)
            driver = _driver;
        driver?.Forget(this);
        driver?.Emit(exited);
    }

    internal void Receive(DynoRequest request)
    {
        ImmutableInterlocked.Update(ref _received, static (received, request) => received.Add(request), request);
        if (request is DynoFreeze freeze)
            IsFrozen = freeze.Frozen;
    }

    /// <summary>Its host died: what it reports from now on is kept for the next one.</summary>
    internal void Detach()
    {
        lock (_lock)
            _driver = null;
    }

    /// <summary>Tells the next host what became of it.</summary>
    internal void AdoptBy(FakeDynoDriver driver)
    {
        lock (_lock)
        {
            driver.Emit(new DynoAdopted(Spec with { Environment = ImmutableSortedDictionary<string, string>.Empty }, StartedAt) { Frozen = IsFrozen });
            if (_exited is null && IsStarted)
                driver.Emit(Started());
            if (_exited is null && IsListening)
                driver.Emit(Listening());
            _missed.ForEach(driver.Emit);
            _missed.Clear();
            if (_exited is { } exited)
                driver.Emit(exited);
            _driver = driver;
        }
    }

    private DynoStarted Started() => new(
        Spec.Id,
        Spec.NeedsPort ? new IPEndPoint(IPAddress.Loopback, Port) : null,
        Spec.Command.Replace("$PORT", Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

    private DynoListening Listening() => new(Spec.Id, OnPort: true, [$"0.0.0.0:{Port}"]);

    private void Tell(DynoEvent dynoEvent)
    {
        lock (_lock)
        {
            if (_driver is not null)
                _driver.Emit(dynoEvent);
            else if (dynoEvent is DynoOutput)
                _missed.Add(dynoEvent);
        }
    }
}
