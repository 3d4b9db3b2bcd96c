using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Paas.Api.Http;
using Paas.Api.Local;
using Paas.Api.Streams;

namespace Paas.Api.Rendezvous;

/// <summary>
/// Where <c>heroku run</c> meets its dyno, on the TLS port that HTTP has as well: a connection whose first line is
/// <c>rendezvous/{grant}</c> is answered with <c>rendezvous</c>, and from then on it carries the dyno's raw bytes both ways.
/// Source: what the heroku client speaks; see docs/architecture.md.
/// </summary>
internal sealed partial class RendezvousPoint(
    CapabilityUrls urls, LocalAddresses addresses, IServiceProvider services, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<RendezvousPoint> logger)
{
    private const string Kind = "rendezvous";
    private const string Terminal = "terminal";
    private const int MaxLine = 1_024;
    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(5);
    private static readonly byte[] _prefix = "rendezvous/"u8.ToArray();
    private static readonly byte[] _greeting = "rendezvous\r\n"u8.ToArray();

    /// <summary>Where clients meet dynos.</summary>
    /// <exception cref="ApiException">422: the host does not listen for it.</exception>
    public Uri RequireAddress() => addresses.Tls
        ?? throw ApiException.Invalid("Attached dynos need a TLS address of this host, which it does not have: call Listen in AddApi. Run it detached instead.");

    /// <summary>The address for the client of a dyno that waits for it.</summary>
    public string UrlFor(Guid app, Guid dyno, bool hasTerminal)
    {
        return $"rendezvous://{RequireAddress().Authority}/rendezvous/{urls.Seal(Kind, _lifetime, app.ToString(), dyno.ToString(), hasTerminal ? Terminal : "")}";
    }

    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (!await IsRendezvousAsync(connection))
        {
            await next(connection);
            return;
        }

        try
        {
            using var stopping = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed, lifetime.ApplicationStopping);
            await MeetAsync(connection, stopping.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ConnectionResetException)
        {
            // The client went away, or the host stops.
        }
        catch (Exception exception) when (exception is ApiException or PaasException)
        {
            await TellAsync(connection, exception.Message);
        }
        catch (Exception exception)
        {
            Log.Failed(logger, exception);
        }
    }

    private async Task MeetAsync(ConnectionContext connection, CancellationToken cancellationToken)
    {
        var grant = urls.Open(Kind, await ReadLineAsync(connection, cancellationToken));
        var platform = (IPlatform)services.GetService(typeof(IPlatform))!;
        await using var dyno = await platform.Dynos.AttachAsync(grant[0], Guid.Parse(grant[1]), cancellationToken);

        // Flushed alone: clients throw away the whole first record that they get.
        await connection.Transport.Output.WriteAsync(_greeting, cancellationToken);
        await new RawRelay(connection.Transport, dyno, time) { HasNoTerminal = grant[2] != Terminal }.RunAsync(cancellationToken);
    }

    /// <summary>Looks at the first bytes, and leaves them to HTTP when they are not for here.</summary>
    private static async Task<bool> IsRendezvousAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        while (true)
        {
            var read = await input.ReadAsync(connection.ConnectionClosed);
            var start = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, _prefix.Length)).ToArray();
            var isPossible = _prefix.AsSpan().StartsWith(start);
            var isDecided = !isPossible || start.Length == _prefix.Length || read.IsCompleted;
            input.AdvanceTo(read.Buffer.Start, isDecided ? read.Buffer.Start : read.Buffer.End);
            if (isDecided)
                return isPossible && start.Length == _prefix.Length;
        }
    }

    private static async Task<string> ReadLineAsync(ConnectionContext connection, CancellationToken cancellationToken)
    {
        var input = connection.Transport.Input;
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Encoding.ASCII.GetString(read.Buffer.Slice(_prefix.Length, end)).TrimEnd('\r');
                input.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line;
            }

            var isTooLong = read.Buffer.Length > MaxLine;
            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (isTooLong || read.IsCompleted)
                throw ApiException.NotFound("dyno");
        }
    }

    private static async Task TellAsync(ConnectionContext connection, string message)
    {
        await connection.Transport.Output.WriteAsync(_greeting);
        await connection.Transport.Output.WriteAsync(Encoding.UTF8.GetBytes($" !    {message}\r\n"));
        await connection.Transport.Output.CompleteAsync();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A connection to a one-off dyno failed in the platform.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
