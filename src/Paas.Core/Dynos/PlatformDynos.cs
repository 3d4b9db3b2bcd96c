using Paas.Apps;
using Paas.Engine;
using Paas.Formations;
using Paas.Logs;
using Paas.Sleeping;

namespace Paas.Dynos;

internal sealed class PlatformDynos(EngineServices engine, string actor) : IDynos
{
    /// <summary>Of the output of a detached dyno, for whoever reads it beside the log.</summary>
    private const int KeptCharacters = 1_000_000;

    public async Task<IReadOnlyList<Dyno>> ListAsync(string app, CancellationToken cancellationToken)
    {
        var model = (await engine.Apps.FindAsync(app, cancellationToken)).Model;
        return [.. model.Dynos.OrderBy(static dyno => dyno.Type, StringComparer.Ordinal).ThenBy(static dyno => dyno.Index).ThenBy(static dyno => dyno.StartedAt).Select(Show), .. SleepingPlaces.Of(model), .. model.OneOffs];
    }

    public Task RestartAsync(string app, string? selector, CancellationToken cancellationToken) =>
        ChangeAsync(app, selector, static dyno => dyno with { Stale = true }, sparesOneOffs: true, cancellationToken);

    public Task StopAsync(string app, string selector, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(selector);
        return ChangeAsync(app, selector, static dyno => dyno with { StopRequested = true }, sparesOneOffs: false, cancellationToken);
    }

    public Task<OneOffDyno> RunAsync(string app, RunRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        OneOffRules.Check(request, engine.Sizes);
        return engine.InvokeAsync(app, state =>
        {
            if (state.Model.Current is not { Release.Slug: not null } current)
                throw new PaasException(PaasErrors.InvalidParams, $"App {state.Model.App.Name} has nothing to run: deploy it first.");

            var transcript = new Transcript(KeptCharacters);
            var (dyno, waitAsync) = engine.OneOffs.Start(state, current, request.Type, request, transcript, actor);
            var exitCode = engine.Activity.RunAsync(() => ExitCodeAsync(waitAsync, transcript));
            return ValueTask.FromResult(new OneOffDyno(dyno, transcript.ReadAsync(CancellationToken.None), exitCode));
        }, cancellationToken);
    }

    public async Task<IDynoConnection> AttachAsync(string app, Guid dynoId, CancellationToken cancellationToken) =>
        engine.OneOffs.Attach(await engine.Apps.FindAsync(app, cancellationToken), dynoId);

    private static async Task<int> ExitCodeAsync(Func<Task<DynoExited>> waitAsync, Transcript transcript)
    {
        try
        {
            // A dyno that could not even start has the shell's code for "cannot execute".
            return (await waitAsync()).ExitCode ?? 126;
        }
        catch (OperationCanceledException)
        {
            transcript.Write("The time to live is over; the dyno was stopped.");
            return 143;
        }
        finally
        {
            transcript.Complete();
        }
    }

    private Task<bool> ChangeAsync(string app, string? selector, Func<DynoInstance, DynoInstance> change, bool sparesOneOffs, CancellationToken cancellationToken) =>
        engine.InvokeAsync(app, async state =>
        {
            if (await engine.Sleeper.WakeForAsync(state, selector, isRestart: sparesOneOffs))
                return true;

            var found = selector is null;
            foreach (var dyno in state.Model.Dynos)
            {
                if (selector is not null && dyno.Name != selector && dyno.Type != selector)
                    continue;
                found = true;
                state.ReplaceDyno(change(dyno));
            }

            foreach (var dyno in state.Model.OneOffs)
            {
                if (sparesOneOffs || (dyno.Name != selector && dyno.Type != selector))
                    continue;
                found = true;
                engine.EngineLog.Heroku(state.Id, dyno.Name, "Stopping all processes with SIGTERM");
                engine.OneOffs.Stop(dyno.Id, engine.EngineOptions.Value.ExitTimeout);
            }

            if (!found)
                throw new PaasException(PaasErrors.NotFound, $"Couldn't find that dyno '{selector}'. App {state.Model.App.Name} runs: {Names(state.Model)}.");
            await engine.Reconciler.ReconcileAsync(state);
            return true;
        }, cancellationToken);

    private static string Names(AppModel model)
    {
        var names = model.Dynos.Select(static dyno => dyno.Name).Concat(model.OneOffs.Select(static dyno => dyno.Name)).Distinct().ToList();
        return names.Count == 0 ? "no dynos" : string.Join(", ", names);
    }

    private static Dyno Show(DynoInstance dyno) => new()
    {
        Id = dyno.Id,
        Name = dyno.Name,
        Type = dyno.Type,
        Command = dyno.Command,
        Size = dyno.Size,
        Release = dyno.Release,
        State = dyno.Phase switch
        {
            DynoPhase.Starting or DynoPhase.Listening or DynoPhase.Failing => DynoState.Starting,
            DynoPhase.Up => dyno.Frozen ? DynoState.Idle : DynoState.Up,
            DynoPhase.Crashed => DynoState.Crashed,
            _ => DynoState.Stopping,
        },
        Reason = dyno.Reason,
        CreatedAt = dyno.StartedAt,
        UpdatedAt = dyno.ChangedAt,
    };
}
