using System.Buffers;
using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Paas.Git.Objects;
using Paas.Git.Protocol;
using Paas.Git.Repositories;

namespace Paas.Git.Pushes;

/// <summary>
/// The server's side of <c>git push</c>. In order:
/// 1 read the commands, and the pack into quarantine; 2 resolve and check it; 3 decide by the rules for branches;
/// 4 build; 5 move the objects, then the refs; 6 report.
/// Whatever fails or stops on the way, the quarantine goes and the refs stay.
/// </summary>
internal sealed class ReceivePack(
    IPlatform platform, IOptions<GitOptions> options, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ReceivePack> logger)
{
    private readonly GitOptions _options = options.Value;

    public async Task RunAsync(HttpContext context, App app, Caller caller, AppRepository repository)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        await using var reader = RequestReader.Create(context.Request, _options.ReceiveTimeout, time, gone.Token);
        var request = await PushRequest.ReadAsync(reader, _options.MaxCommands);
        if (request.Commands.IsEmpty)
            return; // A client with a large push probes with a flush first.

        using var quarantine = request.HasPack ? Quarantine.Create(repository) : null;
        using var receiver = quarantine is null ? null : new PackReceiver(quarantine, _options);
        if (receiver is not null)
            await reader.CopyToAsync(receiver.Append);

        var band = new SideBand(context.Response.BodyWriter, request.SideBand, _options.KeepAliveInterval, time, context.RequestAborted);
        await using (band)
        {
            var push = new Push(app, caller, repository, quarantine, receiver, band);
            var (unpack, decisions) = await ProcessAsync(push, request, gone.Token);
            if (request.ReportStatus)
                await band.DataAsync(Report(unpack, decisions));
            await band.CompleteAsync();
        }
    }

    private async Task<(string Unpack, ImmutableArray<RefDecision> Decisions)> ProcessAsync(Push push, PushRequest request, CancellationToken gone)
    {
        var plan = PushPlan.Create(push.Repository.ReadRefs(), request.Commands);
        try
        {
            if (push.Receiver is not null)
                await IndexAsync(push.Receiver, gone);
            var current = push.Repository.ReadRefs();
            plan = RefuseWrongTypes(PushPlan.Create(current, request.Commands), push.Quarantine?.Store);
            foreach (var note in plan.Notes)
                await push.Band.LineAsync(note);
            plan = plan.Deploy is null ? await MoveAsync(push, plan, current) : await DeployAsync(push, plan, current, gone);
            Log.Pushed(logger, push.App.Name, push.Caller.Email, Outcome(plan));
            return ("ok", plan.Decisions);
        }
        catch (GitDataException exception)
        {
            Log.Pushed(logger, push.App.Name, push.Caller.Email, exception.Message);
            return (exception.Message, plan.Decline("unpacker error").Decisions);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            Log.Pushed(logger, push.App.Name, push.Caller.Email, "cancelled");
            await push.Band.LineAsync(" !     The push was cancelled because the platform is stopping. Push again when it is back.");
            return ("ok", plan.Decline(PushPlan.Declined).Decisions);
        }
        catch (Exception exception)
        {
            Log.PushFailed(logger, exception, push.App.Name);
            await push.Band.LineAsync($" !     The platform failed to take the push ({exception.GetType().Name}). Nothing was changed; push again, and ask its operator if that fails too.");
            return ("ok", plan.Decline("internal error").Decisions);
        }
    }

    private async Task IndexAsync(PackReceiver receiver, CancellationToken gone)
    {
        using var late = new CancellationTokenSource(_options.IndexTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, gone);
        try
        {
            await Task.Run(() => receiver.Complete(either.Token), CancellationToken.None);
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested)
        {
            throw new GitDataException($"resolving the pack took longer than {_options.IndexTimeout.TotalMinutes:0.#} minutes");
        }
    }

    private async Task<PushPlan> DeployAsync(Push push, PushPlan plan, RefSnapshot current, CancellationToken gone)
    {
        var deploy = new Deploy(platform.As(push.Caller), push.App, push.Band, _options, time);
        if (!push.Repository.TryBeginDeploy())
        {
            await deploy.RefuseAsync($"Another push to {push.App.Name} is being built. Wait until it is done, then push again.");
            return plan.Decline(PushPlan.Declined);
        }

        Build? build;
        try
        {
            build = await deploy.RunAsync(plan.Deploy!.Value, push.Quarantine!.Store, gone);
            if (build is null)
                return plan.Decline(PushPlan.Declined);
            plan = await MoveAsync(push, plan, current);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.PushFailed(logger, exception, push.App.Name);
            await deploy.AlertAsync("The release was made, but the repository could not be written. Push again once the platform's disk has room.");
            return plan.Decline("the repository cannot be written");
        }
        finally
        {
            push.Repository.EndDeploy();
        }

        if (!gone.IsCancellationRequested)
            await deploy.SucceededAsync(build, gone);
        return plan;
    }

    /// <summary>Objects first, durably, then the refs that name them.</summary>
    private static async Task<PushPlan> MoveAsync(Push push, PushPlan plan, RefSnapshot expected)
    {
        if (plan.Decisions.All(static d => d.Refusal is not null))
            return plan;

        await push.Repository.Gate.WaitAsync(CancellationToken.None);
        try
        {
            return await Task.Run(() =>
            {
                push.Quarantine?.MoveInto(push.Repository);
                return plan with { Decisions = RefMover.Move(push.Repository, plan, expected) };
            });
        }
        finally
        {
            push.Repository.Gate.Release();
        }
    }

    private static PushPlan RefuseWrongTypes(PushPlan plan, ObjectStore? store)
    {
        foreach (var (command, refusal) in plan.Decisions)
        {
            if (refusal is not null || command.IsDelete || store is null)
                continue;
            if (!store.TryReadHeader(command.New, out var type, out _))
                throw new GitDataException($"the pack lacks {command.New}, which {command.Name} should point to");
            if (type != ObjectType.Commit && command.Name.StartsWith(RefName.Branches, StringComparison.Ordinal))
                throw new GitDataException($"{command.Name} should point to a commit, not to a {type.ToString().ToLowerInvariant()}");
        }

        return plan;
    }

    private static byte[] Report(string unpack, ImmutableArray<RefDecision> decisions)
    {
        var report = new ArrayBufferWriter<byte>();
        PktLine.Write(report, $"unpack {OneLine(unpack)}\n");
        foreach (var (command, refusal) in decisions)
            PktLine.Write(report, refusal is null ? $"ok {command.Name}\n" : $"ng {command.Name} {OneLine(refusal)}\n");
        PktLine.WriteFlush(report);
        return report.WrittenSpan.ToArray();
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private static string Outcome(PushPlan plan) => string.Join(", ", plan.Decisions.Select(static d => $"{d.Command.Name} {d.Refusal ?? "ok"}"));
}
