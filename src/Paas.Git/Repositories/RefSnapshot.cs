using System.Collections.Immutable;
using Paas.Git.Objects;
using Paas.Git.Protocol;

namespace Paas.Git.Repositories;

/// <summary>The branches and tags of a repository at one moment.</summary>
/// <param name="Refs">Full names and what they point to.</param>
/// <param name="Head">Full name of the branch that a clone checks out; it may not exist yet.</param>
internal sealed record RefSnapshot(ImmutableSortedDictionary<string, Oid> Refs, string Head)
{
    public static readonly RefSnapshot Empty = new(ImmutableSortedDictionary.Create<string, Oid>(StringComparer.Ordinal), RefName.Main);

    public Oid this[string name] => Refs.GetValueOrDefault(name);

    /// <summary>A name that cannot exist beside this one, because one would be a directory of the other; or null.</summary>
    public string? ConflictWith(string name)
    {
        foreach (var other in Refs.Keys)
        {
            if (other.StartsWith(name + "/", StringComparison.Ordinal) || name.StartsWith(other + "/", StringComparison.Ordinal))
                return other;
        }

        return null;
    }
}
