using Docker.DotNet;
using Paas.Docker.Daemon;
using Paas.Docker.Output;
using Paas.Dynos.Local;
using Paas.Slugs;

namespace Paas.Docker.Runs;

/// <summary>One run of a dyno, up to its last event.</summary>
internal abstract class DynoRun : IDisposable
{
    private static readonly byte[] _endOfTransmission = [4];
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected DynoRun(DynoSpec spec, DockerHost host, CancellationToken shutdown)
    {
        (Spec, Host, Shutdown) = (spec, host, shutdown);
        StopRequest = new StopRequest(host.Clock);
        Queue = new OutputQueue(spec.Id, host.Events, host.Options.OutputBufferSize, spec.LosslessOutput || spec.Attachment is not null);
    }

    public DynoSpec Spec { get; }

    /// <summary>Completes after the last event.</summary>
    public Task Completed => _completed.Task;

    protected DockerHost Host { get; }

    /// <summary>Nobody waits for a slow reader any more.</summary>
    protected CancellationToken Shutdown { get; }

    protected StopRequest StopRequest { get; }

    protected OutputQueue Queue { get; }

    /// <summary>Asks the dyno to end; it gets SIGTERM now and SIGKILL after the grace.</summary>
    public void Stop(TimeSpan grace) => StopRequest.Ask(grace);

    /// <summary>Runs the dyno and cleans up after it.</summary>
    /// <returns>Its last event, which the caller posts; null when the dyno goes on without this host.</returns>
    public async Task<DynoExited?> RunAsync()
    {
        try
        {
            return await RunToEndAsync();
        }
        catch (OperationCanceledException) when (StopRequest.IsRequested)
        {
            return new DynoExited(Spec.Id, null);
        }
        catch (SlugChecksumException exception)
        {
            return Failed(exception, DynoFailure.Checksum);
        }
        // Whatever goes wrong with one dyno is the end of that dyno and of nothing else.
        catch (Exception exception)
        {
            return Failed(exception, DynoFailure.CannotStart);
        }
    }

    /// <summary>Gives it input or a signal, or whatever is asked.</summary>
    public abstract ValueTask SendAsync(DynoRequest request, CancellationToken cancellationToken);

    /// <summary>To be called after the last event.</summary>
    public void Complete() => _completed.TrySetResult();

    public virtual void Dispose() => StopRequest.Dispose();

    protected abstract Task<DynoExited?> RunToEndAsync();

    protected void Post(DynoEvent dynoEvent) => Host.Events.Post(dynoEvent);

    /// <summary>Writes to a stream of the daemon; no bytes are the end of the input, which is a key where there is a terminal.</summary>
    protected async ValueTask WriteAsync(MultiplexedStream? stream, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (data.IsEmpty && Spec.Attachment?.Terminal is not null)
            data = _endOfTransmission;
        try
        {
            if (data.IsEmpty)
                stream?.CloseWrite();
            else if (stream is not null)
                await stream.WriteAsync(data.ToArray(), 0, data.Length, cancellationToken);
        }
        catch (Exception exception) when (DaemonErrors.IsAway(exception))
        {
            // It just ended.
        }
    }

    private DynoExited Failed(Exception exception, DynoFailure failure)
    {
        Log.CannotStart(Host.Log, Spec.Id, exception);
        return new DynoExited(Spec.Id, null) { Failure = failure, Reason = DaemonErrors.Explain(exception, Host.Client.Options.Endpoint) };
    }
}
