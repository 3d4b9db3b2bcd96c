using Paas.Access.Accounts;
using Paas.Access.Store;

namespace Paas.Access.Sharing;

/// <summary>Finds teams by name or id.</summary>
internal sealed class TeamStore(AccessStore store)
{
    private const int MaxNameLength = 60;

    public async Task<Versioned<TeamDocument>?> FindAsync(string team, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(team);
        if (!Guid.TryParse(team, out var id))
        {
            // What cannot be a key is no name either.
            if (team.Length is 0 or > MaxNameLength || !team.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-')
                || await store.ReadAsync(AccessKeys.TeamName(team), AccessJson.Default.Guid, cancellationToken) is not { } known)
            {
                return null;
            }

            id = known.Value;
        }

        return await store.ReadAsync(AccessKeys.Team(id), AccessJson.Default.TeamDocument, cancellationToken);
    }

    public static PaasException NotFound(string team) => new(PaasErrors.NotFound, $"Couldn't find that team '{EmailAddress.Shorten(team)}'.");
}
