using System.IO.Pipelines;

namespace Paas;

/// <summary>
/// Somebody's connection to an attached one-off dyno: raw bytes both ways, as <c>heroku run</c> has them. <see cref="IDuplexPipe.Input"/>
/// is what the dyno writes and ends when it has ended; <see cref="IDuplexPipe.Output"/> is what it reads, and completing that is
/// the end of its input. Both sides hold back: a slow reader makes the dyno wait, and the dyno a fast writer.
/// Disposing it hangs up: the dyno's processes get SIGHUP. Source: devcenter.heroku.com/articles/one-off-dynos.
/// </summary>
public interface IDynoConnection : IDuplexPipe, IAsyncDisposable
{
    /// <summary>Tells the dyno that the window has another size.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: the dyno has no terminal.</exception>
    ValueTask ResizeAsync(TerminalSize size, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sends a signal to every process of the dyno. With a terminal Ctrl-C is just the byte 3 of the input, which reaches the
    /// foreground job alone.
    /// </summary>
    /// <param name="number">As on Linux: 2 for SIGINT, 15 for SIGTERM.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask SignalAsync(int number, CancellationToken cancellationToken = default);
}
