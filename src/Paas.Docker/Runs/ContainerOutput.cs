using System.Globalization;
using Docker.DotNet;
using Docker.DotNet.Models;
using Paas.Docker.Daemon;
using Paas.Docker.Output;
using Paas.Dynos.Local;

namespace Paas.Docker.Runs;

/// <summary>
/// The streams of a container. They break when the daemon does, and there are none while a container that an earlier host froze
/// has not gone on; what the daemon kept fills the gap.
/// </summary>
/// <param name="spec">The dyno.</param>
/// <param name="host">The daemon.</param>
/// <param name="container">Its container.</param>
/// <param name="queue">Where output goes.</param>
/// <param name="seen">Remembers what arrived; null for a dyno of which the daemon keeps nothing.</param>
/// <param name="ended">Completes with the dyno.</param>
/// <param name="shutdown">Nobody waits any more.</param>
internal sealed class ContainerOutput(
    DynoSpec spec, DockerHost host, string container, OutputQueue queue, SeenOutput? seen, Task ended, CancellationToken shutdown) : IDisposable
{
    /// <summary>The daemon takes some keys for itself unless it gets others: these are pressed by nobody.</summary>
    public const string NoDetachKeys = "ctrl-^,ctrl-_,ctrl-^,ctrl-_,ctrl-^,ctrl-_,ctrl-^,ctrl-_";

    // In which the first live bytes come when there are any.
    private static readonly TimeSpan SeamTime = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan KeepingTime = TimeSpan.FromMilliseconds(50);
    private const int MostTries = 20;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly OutputPump _pump = new(spec, queue, seen, shutdown);
    private MultiplexedStream? _stream;
    private Task<MultiplexedStream.ReadResult>? _first;
    private TaskCompletionSource _thawed = CreateThawed(false);
    private DateTimeOffset? _end;

    /// <summary>Where input goes.</summary>
    public MultiplexedStream? Stream => _stream;

    public void Hold(bool held) => _pump.Hold(held);

    /// <summary>No stream can be had of a frozen container.</summary>
    public void Frozen(bool frozen)
    {
        if (frozen)
            _thawed = CreateThawed(true);
        else
            _thawed.TrySetResult();
    }

    /// <summary>Takes the streams of a container that has not started.</summary>
    public async Task AttachAsync() => _stream = await host.Client.Containers.AttachContainerAsync(
        container,
        new ContainerAttachParameters { Stream = true, Stdin = spec.Attachment is not null, Stdout = true, Stderr = true, DetachKeys = NoDetachKeys },
        shutdown);

    /// <summary>Reads output until the dyno ended and all of it was read.</summary>
    public async Task ReadAsync()
    {
        var pause = TimeSpan.Zero;
        var isFirst = _stream is null;
        while (true)
        {
            if (_stream is { } stream && await ReadAsync(stream))
                pause = TimeSpan.Zero;
            // The end of the output and that of the dyno are told on different ways. A dyno may also close its output and run on.
            await Task.WhenAny(ended, isFirst ? Task.CompletedTask : Task.Delay(Pause(ref pause), host.Clock, shutdown));
            isFirst = false;
            if (!ended.IsCompleted)
                Detach();
            await Task.WhenAny(ended, _thawed.Task, Task.Delay(Timeout.InfiniteTimeSpan, host.Clock, shutdown));
            if (shutdown.IsCancellationRequested || (ended.IsCompleted && _stream is not null))
                break;
            if (ended.IsCompleted)
            {
                await AddKeptAsync();
                break;
            }

            await JoinAsync();
        }

        await _pump.EndAsync();
    }

    public void Save() => seen?.Save();

    public void Dispose()
    {
        _stream?.Dispose();
        seen?.Dispose();
    }

    private void Detach()
    {
        _stream?.Dispose();
        _stream = null;
    }

    private TimeSpan Pause(ref TimeSpan pause)
    {
        var now = pause < host.Options.ReconnectDelay ? host.Options.ReconnectDelay : pause;
        pause = now * 2 < LongestPause ? now * 2 : LongestPause;
        return now;
    }

    /// <summary>Whether anything came.</summary>
    private async Task<bool> ReadAsync(MultiplexedStream stream)
    {
        try
        {
            var first = _first;
            _first = null;
            var any = await _pump.ReadAsync(stream, first);
            _end = host.Clock.GetUtcNow();
            return any;
        }
        catch (Exception)
        {
            // The connection broke, in whatever way, or the host ends.
            _end = null;
            return false;
        }
    }

    /// <summary>Takes the streams of a running container, and adds before what the daemon kept since the last that arrived.</summary>
    private async Task JoinAsync()
    {
        try
        {
            var before = host.Clock.GetUtcNow();
            await AttachAsync();
            // Of one that has ended these would be the streams of its next start, which never comes.
            if ((await host.Client.Containers.InspectContainerAsync(container, shutdown)).State is not { Running: true })
            {
                Detach();
                return;
            }

            if (seen is null)
                return;
            _pump.Restart();
            _first = _pump.BeginAsync(_stream!);
            await Task.WhenAny(_first, Task.Delay(SeamTime, host.Clock, shutdown));
            await _pump.AddKeptAsync(await GapAsync(_first, before));
        }
        // The daemon is away, in whatever way; that is tried again until the dyno has ended.
        catch (Exception exception)
        {
            if (_first is null)
                Detach();
            Log.NoKeptOutput(host.Log, spec.Id, exception);
        }
    }

    /// <summary>What was kept and neither arrived before nor comes as live output.</summary>
    private async Task<ReadOnlyMemory<byte>> GapAsync(Task<MultiplexedStream.ReadResult> first, DateTimeOffset before)
    {
        for (var tries = 1; ; tries++)
        {
            var kept = await KeptAsync();
            var start = kept.StartOf(OutputGap.FirstUnseen(kept.Lines, seen!.Mark));
            if (!first.IsCompletedSuccessfully || await first is not { EOF: false } result)
                return kept.Content[start..];
            // From here on it may come both ways.
            var both = Math.Max(start, kept.StartOf(before));
            var rest = kept.Content[both..];
            var seam = OutputSeam.Find(rest.Span, _pump.First(result).Span);
            if (seam < rest.Length || tries == MostTries)
                return kept.Content[start..(both + seam)];
            // The daemon keeps output a little later than it sends it.
            await Task.Delay(KeepingTime, host.Clock, shutdown);
        }
    }

    /// <summary>Adds all that was kept of a container that has ended.</summary>
    private async Task AddKeptAsync()
    {
        if (seen is null)
            return;
        try
        {
            if (await IsWholeAsync())
                return;
            var kept = await KeptAsync();
            _pump.Restart();
            await _pump.AddKeptAsync(kept.Content[kept.StartOf(OutputGap.FirstUnseen(kept.Lines, seen.Mark))..]);
        }
        // The daemon is away, in whatever way; that is tried again until the dyno has ended.
        catch (Exception exception)
        {
            Log.NoKeptOutput(host.Log, spec.Id, exception);
        }
    }

    /// <summary>Whether the live output went on to the end of the container. A daemon that goes away ends it, too, but before.</summary>
    private async Task<bool> IsWholeAsync() =>
        _end is { } end && (await host.Client.Containers.InspectContainerAsync(container, shutdown)).State?.FinishedAt is { } text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var finished) && finished <= end;

    private Task<KeptOutput> KeptAsync() => KeptOutput.ReadAsync(host.Client, container, seen!.Mark.Time - OutputGap.Slack, shutdown);

    private static TaskCompletionSource CreateThawed(bool frozen)
    {
        var thawed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!frozen)
            thawed.SetResult();
        return thawed;
    }
}
