using System.Collections.Immutable;
using Paas.Git.Objects;
using Paas.Git.Protocol;
using Paas.Git.Repositories;

namespace Paas.Git.Pushes;

/// <summary>
/// Heroku's rules for a push, as a pure function of the repository's refs and the commands: main or master is built,
/// other branches are stored, tags are stored silently.
/// </summary>
/// <param name="Decisions">One per command, in order.</param>
/// <param name="Deploy">The commit to build, or null.</param>
/// <param name="Head">The branch that a clone checks out from now on.</param>
/// <param name="Notes">Lines for the pusher.</param>
internal sealed record PushPlan(ImmutableArray<RefDecision> Decisions, Oid? Deploy, string Head, ImmutableArray<string> Notes)
{
    public const string Declined = "pre-receive hook declined";

    public static PushPlan Create(RefSnapshot current, ImmutableArray<RefCommand> commands)
    {
        var refusals = new string?[commands.Length];
        var after = current.Refs.ToBuilder();
        for (var i = 0; i < commands.Length; i++)
        {
            refusals[i] = Refuse(current, new RefSnapshot(after.ToImmutable(), current.Head), commands[i]);
            if (refusals[i] is not null)
                continue;
            if (commands[i].IsDelete)
                after.Remove(commands[i].Name);
            else
                after[commands[i].Name] = commands[i].New;
        }

        var notes = ImmutableArray.CreateBuilder<string>();
        RefuseDeployed(current, after, commands, refusals, notes);

        var deploy = Accepted(commands, refusals, static c => !c.IsDelete && RefName.IsDeployed(c.Name));
        if (deploy is null && Accepted(commands, refusals, static c => !c.IsDelete && c.Name.StartsWith(RefName.Branches, StringComparison.Ordinal)) is not null)
            notes.Add("Pushed to branch other than [main, master], skipping build.");

        var head = deploy?.Name ?? current.Head;
        if (!after.ContainsKey(head) && after.ContainsKey(RefName.OtherDeployed(head)))
            head = RefName.OtherDeployed(head);
        return new PushPlan([.. commands.Select((command, i) => new RefDecision(command, refusals[i]))], deploy?.New, head, notes.ToImmutable());
    }

    /// <summary>The same plan with everything that was still accepted refused.</summary>
    public PushPlan Decline(string reason) => this with { Decisions = [.. Decisions.Select(d => d.Refusal is null ? d with { Refusal = reason } : d)] };

    private static string? Refuse(RefSnapshot current, RefSnapshot after, RefCommand command)
    {
        if (RefName.Problem(command.Name) is { } problem)
            return problem;
        var id = current[command.Name];
        if (command.IsDelete)
            return id.IsZero ? "there is no such branch or tag" : command.Old == id || command.Old.IsZero ? null : Moved;
        if (command.Old != id)
            return Moved;
        return after.ConflictWith(command.Name) is { } other ? $"it cannot exist beside {other}" : null;
    }

    private const string Moved = "it was changed by somebody else meanwhile; fetch first";

    private static void RefuseDeployed(
        RefSnapshot current, ImmutableSortedDictionary<string, Oid>.Builder after, ImmutableArray<RefCommand> commands, string?[] refusals, ImmutableArray<string>.Builder notes)
    {
        var hasMain = after.TryGetValue(RefName.Main, out var main);
        var hasMaster = after.TryGetValue(RefName.Master, out var master);
        var differ = hasMain && hasMaster && main != master;
        for (var i = 0; i < commands.Length; i++)
        {
            var command = commands[i];
            if (refusals[i] is not null || !RefName.IsDeployed(command.Name))
                continue;

            var name = RefName.Short(command.Name);
            var other = RefName.Short(RefName.OtherDeployed(command.Name));
            if (command.IsDelete && !hasMain && !hasMaster)
            {
                refusals[i] = "deletion of the deployed branch prohibited";
                notes.Add($" !     The app is deployed from {name}, so that branch cannot be deleted. Push another commit to it instead.");
                after[command.Name] = current[command.Name];
            }
            else if (!command.IsDelete && differ)
            {
                refusals[i] = "main and master differ";
                notes.Add($" !     This repository has both main and master, and they would differ: which one to deploy is unclear.");
                notes.Add($" !     To deploy from {name} and remove {other}, run: git push <remote> {name} :{other}");
                if (current[command.Name].IsZero)
                    after.Remove(command.Name);
                else
                    after[command.Name] = current[command.Name];
            }
        }
    }

    private static RefCommand? Accepted(ImmutableArray<RefCommand> commands, string?[] refusals, Func<RefCommand, bool> filter)
    {
        // main before master, so that a push of both checks out main.
        RefCommand? found = null;
        for (var i = 0; i < commands.Length; i++)
        {
            if (refusals[i] is null && filter(commands[i]) && (found is null || commands[i].Name == RefName.Main))
                found = commands[i];
        }

        return found;
    }
}
