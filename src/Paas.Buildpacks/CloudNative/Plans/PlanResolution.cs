using System.Collections.Immutable;

namespace Paas.CloudNative;

/// <summary>
/// Decides which buildpacks of a group take part, and who provides what, as the lifecycle does: trials in depth-first order of
/// the alternatives, the first one that works. A requirement needs a provider at the same place or before, an offer needs
/// somebody at the same place or behind who requires it. Source: buildpacks/spec, buildpack.md, "Phase #1: Detection".
/// </summary>
/// <param name="Participants">Ids of those that take part, in order; empty when no trial works.</param>
/// <param name="Entries">The plan, by the order in which names come up.</param>
/// <param name="Problems">Why trials failed; empty when one works.</param>
internal sealed record PlanResolution(ImmutableArray<string> Participants, ImmutableArray<PlanEntry> Entries, ImmutableArray<string> Problems)
{
    public bool Passed => !Participants.IsEmpty;

    /// <summary>Resolves. The buildpacks are in the order of their group and all passed.</summary>
    public static PlanResolution Of(ImmutableArray<PlannedBuildpack> buildpacks)
    {
        var problems = new List<string>();
        return TryFrom(buildpacks, [], problems) ?? new PlanResolution([], [], [.. problems.Distinct(StringComparer.Ordinal)]);
    }

    private static PlanResolution? TryFrom(ImmutableArray<PlannedBuildpack> buildpacks, ImmutableList<PlanOption> chosen, List<string> problems)
    {
        if (chosen.Count == buildpacks.Length)
            return Try(chosen, problems);

        var next = buildpacks[chosen.Count];
        for (var i = 0; i < next.Alternatives.Length; i++)
        {
            // It may be left out only where it has no other way to take part.
            var option = new PlanOption(next.Id, next.Optional && i == next.Alternatives.Length - 1, next.Alternatives[i]);
            if (TryFrom(buildpacks, chosen.Add(option), problems) is { } resolved)
                return resolved;
        }

        return null;
    }

    /// <summary>Leaves out what is optional and lacks something, until nothing lacks anything.</summary>
    private static PlanResolution? Try(ImmutableList<PlanOption> trial, List<string> problems)
    {
        while (true)
        {
            var dependencies = Dependency.Of(trial);
            var lacking = dependencies
                .SelectMany(static dependency => dependency.Unmet.Select(option => (Option: option, Problem: $"{option.Id} requires {dependency.Name}, which nothing before it provides")))
                .Concat(dependencies.SelectMany(static dependency => dependency.Unused.Select(option => (Option: option, Problem: $"{option.Id} provides {dependency.Name}, which nothing requires"))))
                .ToList();
            if (lacking.Where(static lack => !lack.Option.Optional).ToList() is { Count: > 0 } fatal)
            {
                problems.AddRange(fatal.Select(static lack => lack.Problem));
                return null;
            }

            if (lacking.Count == 0)
            {
                if (trial.IsEmpty)
                {
                    problems.Add("no buildpack is left in the group");
                    return null;
                }

                return new PlanResolution([.. trial.Select(static option => option.Id)], [.. dependencies.Select(static dependency => dependency.Entry)], []);
            }

            trial = trial.RemoveAll(option => lacking.Any(lack => lack.Option.Id == option.Id));
        }
    }
}
