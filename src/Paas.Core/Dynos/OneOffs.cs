using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Options;
using Paas.Apps;
using Paas.Engine;
using Paas.Formations;
using Paas.Logs;
using Paas.Releases;

namespace Paas.Dynos;

/// <summary>Runs commands once with an app's slug and config: <c>heroku run</c> and release commands.</summary>
internal sealed class OneOffs(
    DynoEvents events, DynoSizes sizes, EngineLog log, EngineActivity activity, IOptions<EngineOptions> engineOptions, IOptions<PaasOptions> paasOptions,
    Random random, TimeProvider time)
{
    /// <summary>
    /// Starts a one-off dyno; called inside the app's mailbox. What it returns waits until nothing of the dyno is left, and
    /// throws <see cref="OperationCanceledException"/> when its time was over; call it once, inside an operation that the
    /// activity counts. The dyno's lines go to the app's log and the transcript.
    /// </summary>
    public (Dyno Dyno, Func<Task<DynoExited>> WaitAsync) Start(AppState app, ReleaseDocument release, string type, RunRequest request, Transcript transcript)
    {
        var id = Guid.NewGuid();
        var now = time.GetUtcNow();
        var size = request.Size is null ? DynoSize.Default : sizes.Find(request.Size);
        var command = Substitute(request.Command, release.Release.Slug!.ProcessTypes);
        var dyno = new Dyno
        {
            Id = id,
            Name = NewName(app.Model, type),
            Type = type,
            Command = command,
            Size = size.Name,
            Release = release.Release.Version,
            State = DynoState.Starting,
            CreatedAt = now,
            UpdatedAt = now,
        };
        var spec = new DynoSpec
        {
            Id = id,
            AppId = app.Id,
            Name = dyno.Name,
            Type = type,
            Command = command,
            Environment = ReleaseEnvironment.Derive(app.Model.App, release.Release, id, paasOptions.Value.BaseDomain, release.Config).SetItems(request.Environment),
            SlugDigest = release.Release.Slug.Digest,
            Image = release.Release.Slug.ImageOf(type),
            Stack = release.Release.Slug.Stack,
            LosslessOutput = true,
            Size = size,
            Release = dyno.Release,
        };
        app.Model = app.Model with { OneOffs = app.Model.OneOffs.Add(dyno) };
        var run = DynoRun.Start(events, activity, spec, dynoEvent => OnEvent(app, dyno, transcript, dynoEvent));
        return (dyno, () => WaitAsync(run, request.TimeToLive));
    }

    /// <summary>A first word that is a process type stands for that type's command.</summary>
    private static string Substitute(string command, ImmutableSortedDictionary<string, string> types)
    {
        var trimmed = command.TrimStart();
        var end = trimmed.IndexOf(' ', StringComparison.Ordinal);
        var first = end < 0 ? trimmed : trimmed[..end];
        return types.TryGetValue(first, out var full) ? end < 0 ? full : full + trimmed[end..] : command;
    }

    private async Task<DynoExited> WaitAsync(DynoRun run, TimeSpan timeToLive)
    {
        using var timeout = new CancellationTokenSource(timeToLive, time);
        return await run.WaitAsync(engineOptions.Value.ExitTimeout, timeout.Token);
    }

    private void OnEvent(AppState app, Dyno dyno, Transcript transcript, DynoEvent dynoEvent)
    {
        switch (dynoEvent)
        {
            case DynoStarted started:
                log.Heroku(app.Id, dyno.Name, $"Starting process with command `{started.Command}`");
                log.StateChanged(app.Id, dyno.Name, "starting", "up");
                app.Mailbox.Post(() => Update(app, dyno.Id, DynoState.Up));
                break;
            case DynoOutput output:
                transcript.Write(output.Line);
                log.Output(app.Id, dyno.Name, output.Line);
                break;
            case DynoExited exited:
                if (exited.Reason is { } reason)
                    transcript.Write(reason);
                log.Exited(app.Id, dyno.Name, exited);
                log.StateChanged(app.Id, dyno.Name, exited.ExitCode is null ? "starting" : "up", "complete");
                app.Mailbox.Post(() => Update(app, dyno.Id, null));
                break;
        }
    }

    private ValueTask Update(AppState app, Guid id, DynoState? state)
    {
        var index = app.Model.OneOffs.ToList().FindIndex(dyno => dyno.Id == id);
        if (index < 0)
            return ValueTask.CompletedTask;

        var oneOffs = app.Model.OneOffs;
        app.Model = app.Model with
        {
            OneOffs = state is { } next
                ? oneOffs.SetItem(index, oneOffs[index] with { State = next, UpdatedAt = time.GetUtcNow() })
                : oneOffs.RemoveAt(index),
        };
        return ValueTask.CompletedTask;
    }

    private string NewName(AppModel model, string type)
    {
        while (true)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{type}.{random.Next(1, 10_000)}");
            if (!model.OneOffs.Any(dyno => dyno.Name == name))
                return name;
        }
    }
}
