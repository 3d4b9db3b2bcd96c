using System.Buffers;
using System.IO.Pipelines;

namespace Paas.Api.Rendezvous;

/// <summary>
/// Bytes both ways between a client and its dyno. A client that is no terminal sends the byte 4 at the end of its input and
/// keeps the connection; where the dyno has no terminal either, whose line discipline would take it, it is the end of the input here.
/// </summary>
internal sealed class RawRelay(IDuplexPipe client, IDynoConnection dyno, TimeProvider time)
{
    private const byte EndOfTransmission = 4;

    // Time after which a byte 4 at the end of what came is no longer taken for data of which the rest is on its way.
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(200);

    /// <summary>The dyno has no terminal.</summary>
    public bool HasNoTerminal { get; init; }

    /// <summary>Until the dyno has ended and the client has everything, or the client is gone.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var typing = TypeAsync(ending.Token);
        var showing = ShowAsync(ending.Token);
        try
        {
            // The client's end before the dyno's is a hang-up: the caller disposes the connection.
            await await Task.WhenAny(showing, typing);
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(ObserveAsync(typing), ObserveAsync(showing));
        }
    }

    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await dyno.Input.ReadAsync(cancellationToken);
            foreach (var part in read.Buffer)
                await client.Output.WriteAsync(part, cancellationToken);
            dyno.Input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                break;
        }

        await client.Output.CompleteAsync();
    }

    private async Task TypeAsync(CancellationToken cancellationToken)
    {
        var (read, isEnded) = (await client.Input.ReadAsync(cancellationToken), false);
        while (true)
        {
            var held = HasNoTerminal && EndsInput(read.Buffer) ? 1 : 0;
            var data = read.Buffer.Slice(0, read.Buffer.Length - held);
            foreach (var part in isEnded ? default : data)
                await dyno.Output.WriteAsync(part, cancellationToken);
            client.Input.AdvanceTo(data.End, read.Buffer.End);
            if (read.IsCompleted)
                return;

            if (held == 0 || isEnded)
            {
                read = await client.Input.ReadAsync(cancellationToken);
            }
            else if (await TryReadAsync(cancellationToken) is { } more)
            {
                read = more;
            }
            else
            {
                await dyno.Output.CompleteAsync();
                isEnded = true; // from here on only its going away matters
                read = await client.Input.ReadAsync(cancellationToken);
            }
        }
    }

    private async Task<ReadResult?> TryReadAsync(CancellationToken cancellationToken)
    {
        using var pause = new CancellationTokenSource(_pause, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(pause.Token, cancellationToken);
        try
        {
            return await client.Input.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static bool EndsInput(ReadOnlySequence<byte> data) => !data.IsEmpty && data.Slice(data.Length - 1).FirstSpan[0] == EndOfTransmission;

    private static async Task ObserveAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or InvalidOperationException)
        {
            // It was ended by the other direction, which says why.
        }
    }
}
