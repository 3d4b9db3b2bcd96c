using Paas.Git.Objects;

namespace Paas.Git.Protocol;

/// <summary>A line of a push: move <paramref name="Name"/> from <paramref name="Old"/> to <paramref name="New"/>; zero means absent.</summary>
internal sealed record RefCommand(string Name, Oid Old, Oid New)
{
    public bool IsDelete => New.IsZero;
}
