namespace Paas;

/// <summary>
/// Port: runs dynos: as processes, containers, or whatever a host has. The engine decides, the driver acts and
/// reports. Release commands, one-off commands and the commands of a build run through it as well.
/// </summary>
public interface IDynoDriver
{
    /// <summary>Name for options and messages, such as <c>local</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Whether dynos go on when the host ends, also when it ends in good order, and are re-adopted by the next one. The engine
    /// then leaves those of formations running at its stop.
    /// </summary>
    bool DynosOutliveHost => false;

    /// <summary>
    /// Starts a dyno. Returns when it is accepted; what becomes of it is told by events, also when it cannot start at
    /// all (<see cref="DynoExited"/> with a reason). Starting an id that already runs changes nothing. When it throws, the
    /// engine asks to stop the id, in case something of it runs, and counts it as ended.
    /// </summary>
    ValueTask StartAsync(DynoSpec spec, CancellationToken cancellationToken);

    /// <summary>
    /// Sends SIGTERM to every process of the dyno and SIGKILL after <paramref name="grace"/>. Returns at once;
    /// <see cref="DynoExited"/> follows. An id that does not run is no error.
    /// </summary>
    ValueTask StopAsync(Guid dynoId, TimeSpan grace, CancellationToken cancellationToken);

    /// <summary>
    /// Gives a running dyno input or a signal, resizes its terminal, holds its output, freezes or thaws it. An id that does not run is no error.
    /// </summary>
    /// <exception cref="NotSupportedException">The driver cannot do this; the message says what is lacking.</exception>
    ValueTask SendAsync(Guid dynoId, DynoRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Events of all dynos for the one engine that uses the driver; called once. Begins with the dynos of
    /// an earlier host process that the driver re-adopts (<see cref="DynoAdopted"/>, then the usual events) and one
    /// <see cref="DynosReplayed"/>; a driver that re-adopts none ends those before it starts new ones. Events of one dyno come in
    /// order and <see cref="DynoExited"/> is the last. Output may be dropped when the reader is slow
    /// (<see cref="DynoOutputDropped"/> counts it) unless <see cref="DynoSpec.LosslessOutput"/> is set; other events never.
    /// </summary>
    IAsyncEnumerable<DynoEvent> WatchAsync(CancellationToken cancellationToken);
}
