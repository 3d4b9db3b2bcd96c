using System.Net;

namespace Paas.Testing;

/// <summary>A dyno of a <see cref="FakeDynoDriver"/>: runs nothing and does what the test says.</summary>
public sealed class FakeDyno
{
    private readonly FakeDynoDriver _driver;
    private int _exited;

    internal FakeDyno(FakeDynoDriver driver, DynoSpec spec, int port) => (_driver, Spec, Port) = (driver, spec, port);

    /// <summary>What the engine asked for.</summary>
    public DynoSpec Spec { get; }

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>Whether it was told to end.</summary>
    public bool StopRequested { get; internal set; }

    /// <summary>Reports that the process runs.</summary>
    public void Start() => _driver.Emit(new DynoStarted(
        Spec.Id, Spec.NeedsPort ? new IPEndPoint(IPAddress.Loopback, Port) : null,
        Spec.Command.Replace("$PORT", Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)));

    /// <summary>Reports that it listens on its port.</summary>
    public void Listen() => _driver.Emit(new DynoListening(Spec.Id, OnPort: true, [$"0.0.0.0:{Port}"]));

    /// <summary>Reports that it listens elsewhere only.</summary>
    public void ListenElsewhere(string endpoint) => _driver.Emit(new DynoListening(Spec.Id, OnPort: false, [endpoint]));

    /// <summary>Reports a line of output.</summary>
    public void Print(string line) => _driver.Emit(new DynoOutput(Spec.Id, line));

    /// <summary>Reports its end.</summary>
    public void Exit(int? exitCode, DynoFailure failure = DynoFailure.None, string? reason = null)
    {
        if (Interlocked.Exchange(ref _exited, 1) == 1)
            return;
        _driver.Forget(this);
        _driver.Emit(new DynoExited(Spec.Id, exitCode) { Failure = failure, Reason = reason });
    }
}
