namespace Paas.Access.Sharing;

/// <summary>What must hold for a team. Pure.</summary>
internal static class TeamRules
{
    public const int MaxMembers = 1_000;

    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: no admin would be left, or there are too many.</exception>
    public static TeamDocument With(TeamDocument team, Guid account, TeamRole role, DateTimeOffset now)
    {
        var member = team.Members.TryGetValue(account, out var known) ? known with { Role = role, UpdatedAt = now } : new Membership(Guid.NewGuid(), role, now, now);
        return Checked(team with { Members = team.Members.SetItem(account, member) });
    }

    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: no admin would be left.</exception>
    public static TeamDocument Without(TeamDocument team, Guid account) => Checked(team with { Members = team.Members.Remove(account) });

    private static TeamDocument Checked(TeamDocument team)
    {
        if (!team.Members.Values.Any(static member => member.Role == TeamRole.Admin))
            throw new PaasException(PaasErrors.InvalidParams, $"The team {team.Team.Name} would be left without an admin. Make somebody else admin first.");
        if (team.Members.Count > MaxMembers)
            throw new PaasException(PaasErrors.InvalidParams, $"The team {team.Team.Name} has {MaxMembers} members already; no more are allowed.");
        return team;
    }
}
