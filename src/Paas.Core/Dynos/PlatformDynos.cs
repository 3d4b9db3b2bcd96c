using System.Collections.Immutable;
using Paas.Apps;
using Paas.Config;
using Paas.Engine;
using Paas.Formations;
using Paas.Logs;

namespace Paas.Dynos;

internal sealed class PlatformDynos(EngineServices engine, string actor) : IDynos
{
    private const int MaxCommandLength = 32 * 1024;

    /// <summary>Of the output of a detached dyno, for whoever reads it beside the log.</summary>
    private const int KeptCharacters = 1_000_000;

    public async Task<IReadOnlyList<Dyno>> ListAsync(string app, CancellationToken cancellationToken)
    {
        var model = (await engine.Apps.FindAsync(app, cancellationToken)).Model;
        return [.. model.Dynos.OrderBy(static dyno => dyno.Type, StringComparer.Ordinal).ThenBy(static dyno => dyno.Index).ThenBy(static dyno => dyno.StartedAt).Select(Show), .. model.OneOffs];
    }

    public Task RestartAsync(string app, string? selector, CancellationToken cancellationToken) =>
        ChangeAsync(app, selector, static dyno => dyno with { Stale = true }, "Restarting", cancellationToken);

    public Task StopAsync(string app, string selector, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(selector);
        return ChangeAsync(app, selector, static dyno => dyno with { StopRequested = true }, null, cancellationToken);
    }

    public Task<OneOffDyno> RunAsync(string app, RunRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Check(request);
        return engine.InvokeAsync(app, state =>
        {
            if (state.Model.Current is not { Release.Slug: not null } current)
                throw new PaasException(PaasErrors.InvalidParams, $"App {state.Model.App.Name} has nothing to run: deploy it first.");

            var transcript = new Transcript(KeptCharacters);
            var (dyno, waitAsync) = engine.OneOffs.Start(state, current, "run", request, transcript, actor);
            var exitCode = engine.Activity.RunAsync(() => ExitCodeAsync(waitAsync, transcript));
            return ValueTask.FromResult(new OneOffDyno(dyno, transcript.ReadAsync(CancellationToken.None), exitCode));
        }, cancellationToken);
    }

    public async Task<IDynoConnection> AttachAsync(string app, Guid dynoId, CancellationToken cancellationToken) =>
        engine.OneOffs.Attach(await engine.Apps.FindAsync(app, cancellationToken), dynoId);

    private void Check(RunRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Command) || request.Command.Contains('\0', StringComparison.Ordinal))
            throw new PaasException(PaasErrors.InvalidParams, "The command is empty or holds a NUL character. Give a command line such as 'bash' or 'worker'.");
        if (request.Command.Length > MaxCommandLength)
            throw new PaasException(PaasErrors.InvalidParams, $"The command has {request.Command.Length} characters; at most {MaxCommandLength} are allowed. Put it into a script of the app.");
        if (request.TimeToLive <= TimeSpan.Zero || request.TimeToLive > OneOffs.MaxTimeToLive)
            throw new PaasException(PaasErrors.InvalidParams, $"The time to live {request.TimeToLive} is not above zero and at most 24 hours.");
        if (request.Attach?.Terminal is { } terminal && (terminal.Columns == 0 || terminal.Rows == 0))
            throw new PaasException(PaasErrors.InvalidParams, $"A terminal of {terminal.Columns} columns and {terminal.Rows} rows is none; 80 and 24 are usual.");
        if (request.Size is not null)
            engine.Sizes.Find(request.Size);
        ConfigRules.Merge(ImmutableSortedDictionary<string, string>.Empty, request.Environment.ToDictionary(static pair => pair.Key, static pair => (string?)pair.Value));
    }

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

    private Task<bool> ChangeAsync(string app, string? selector, Func<DynoInstance, DynoInstance> change, string? logLine, CancellationToken cancellationToken) =>
        engine.InvokeAsync(app, async state =>
        {
            var found = selector is null;
            foreach (var dyno in state.Model.Dynos)
            {
                if (selector is not null && dyno.Name != selector && dyno.Type != selector)
                    continue;
                found = true;
                state.ReplaceDyno(change(dyno));
                if (logLine is not null)
                    engine.EngineLog.Heroku(state.Id, dyno.Name, logLine);
            }

            foreach (var dyno in state.Model.OneOffs)
            {
                // A restart leaves one-off dynos alone.
                if (logLine is not null || (dyno.Name != selector && dyno.Type != selector))
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
            DynoPhase.Up => DynoState.Up,
            DynoPhase.Crashed => DynoState.Crashed,
            _ => DynoState.Stopping,
        },
        Reason = dyno.Reason,
        CreatedAt = dyno.StartedAt,
        UpdatedAt = dyno.ChangedAt,
    };
}
