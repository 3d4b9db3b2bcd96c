using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Paas.Apps;
using Paas.Formations;

namespace Paas.Dynos;

/// <summary>
/// Gives dynos that outlived the host their places back: those of formations by app, name and release, one-offs by name.
/// What belongs to nothing any more, and release commands, whose release has failed by now, are stopped.
/// </summary>
internal sealed partial class DynoAdoption(
    DynoEvents events, AppDirectory directory, FormationEvents formations, Reconciler reconciler, OneOffs oneOffs,
    IOptions<EngineOptions> options, TimeProvider time, ILogger<DynoAdoption> logger)
{
    private int _adopted;

    /// <summary>
    /// Waits until the driver has told what runs, but not for ever, and gives each dyno to its app. Called when all apps are
    /// known and before anything is planned; a dyno that is told later finds its place, too.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            await events.Replayed.WaitAsync(options.Value.AdoptionTimeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            Log.NotReplayed(logger, events.DriverName, options.Value.AdoptionTimeout.TotalSeconds);
        }

        await Task.WhenAll(events.TakeAdopted(late => _ = AdoptLateAsync(late)).Select(AdoptAsync));
        if (_adopted > 0)
            Log.Adopted(logger, _adopted, time.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>Number of a formation dyno's place; null for every other dyno.</summary>
    public static int? PlaceOf(DynoSpec spec) =>
        spec is { LosslessOutput: false, Attachment: null, Inside: null, Directory: null, Release: > 0 }
        && spec.Name.StartsWith(spec.Type + ".", StringComparison.Ordinal)
        && int.TryParse(spec.Name.AsSpan(spec.Type.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index > 0
            ? index
            : null;

    private async Task AdoptAsync(AdoptedDyno dyno)
    {
        if (directory.FindLoaded(dyno.Spec.AppId) is not { } app)
        {
            Stop(dyno);
            return;
        }

        await app.Mailbox.InvokeAsync(() =>
        {
            Adopt(app, dyno);
            return ValueTask.FromResult(true);
        }, CancellationToken.None);
    }

    private async Task AdoptLateAsync(AdoptedDyno dyno)
    {
        await AdoptAsync(dyno);
        if (directory.FindLoaded(dyno.Spec.AppId) is { } app)
            app.Mailbox.Post(() => reconciler.ReconcileAsync(app));
    }

    private void Adopt(AppState app, AdoptedDyno dyno)
    {
        if (app.Model.IsEnding)
        {
            Stop(dyno);
            return;
        }

        if (PlaceOf(dyno.Spec) is { } index)
            formations.Adopt(app, dyno, index);
        else if (dyno.Spec is { Inside: null, Directory: null })
            oneOffs.Adopt(app, dyno);
        else
        {
            Stop(dyno);
            return;
        }

        Interlocked.Increment(ref _adopted);
    }

    private void Stop(AdoptedDyno dyno)
    {
        Log.Unknown(logger, dyno.Spec.Name, dyno.Spec.AppId);
        dyno.Claim(static _ => { });
        events.StopDyno(dyno.Spec.Id, options.Value.ExitTimeout);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Count} dynos of an earlier host process run on; taking them over took {Milliseconds:0} ms.")]
        public static partial void Adopted(ILogger logger, int count, double milliseconds);

        [LoggerMessage(2, LogLevel.Warning, "Driver '{Driver}' did not say within {Seconds:0} s which dynos of an earlier host process run on. The engine starts without them; dynos that are told later are taken over then, and may run twice until that.")]
        public static partial void NotReplayed(ILogger logger, string driver, double seconds);

        [LoggerMessage(3, LogLevel.Warning, "Dyno {Name} of app {App}, which an earlier host process started, belongs to nothing here and is stopped.")]
        public static partial void Unknown(ILogger logger, string name, Guid app);
    }
}
