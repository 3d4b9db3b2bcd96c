using System.Collections.Immutable;
using LibGit2Sharp;
using Paas.Git.Repositories;

namespace Paas.Git.Pushes;

/// <summary>Carries out what a plan allows: deletions first, so that "a" can make room for "a/b".</summary>
internal static class RefMover
{
    /// <summary>The decisions as they turned out. Call it under the repository's gate.</summary>
    public static ImmutableArray<RefDecision> Move(AppRepository repository, PushPlan plan, RefSnapshot expected)
    {
        var current = repository.ReadRefs();
        var decisions = plan.Decisions.ToBuilder();
        foreach (var deletions in (ReadOnlySpan<bool>)[true, false])
        {
            for (var i = 0; i < decisions.Count; i++)
            {
                if (decisions[i].Refusal is null && decisions[i].Command.IsDelete == deletions)
                    decisions[i] = decisions[i] with { Refusal = Move(repository, decisions[i].Command, current, expected) };
            }
        }

        if (plan.Head != current.Head && decisions.Any(static d => d.Refusal is null))
            repository.WriteHead(plan.Head);
        return decisions.ToImmutable();
    }

    private static string? Move(AppRepository repository, Protocol.RefCommand command, RefSnapshot current, RefSnapshot expected)
    {
        if (current[command.Name] != expected[command.Name])
            return "it was changed by somebody else meanwhile; fetch first";
        try
        {
            repository.WriteRef(command.Name, command.New);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or LibGit2SharpException)
        {
            return $"it cannot be written: {exception.Message}";
        }
    }
}
