using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Paas;

/// <summary>The names of <see cref="OAuthScopes"/> in the Platform API: <c>global</c>, <c>read-protected</c>, ….</summary>
public static class OAuthScopeNames
{
    private static readonly ImmutableArray<(OAuthScopes Scope, string Name)> _names =
    [
        (OAuthScopes.Global, "global"), (OAuthScopes.Identity, "identity"), (OAuthScopes.Read, "read"), (OAuthScopes.Write, "write"),
        (OAuthScopes.ReadProtected, "read-protected"), (OAuthScopes.WriteProtected, "write-protected"),
    ];

    /// <summary>The names of the scopes, in a fixed order.</summary>
    public static ImmutableArray<string> Format(OAuthScopes scopes) =>
        [.. _names.Where(entry => scopes.HasFlag(entry.Scope)).Select(static entry => entry.Name)];

    /// <summary>The scopes of these names; false when one of them is unknown.</summary>
    public static bool TryParse(IEnumerable<string> names, [NotNullWhen(true)] out OAuthScopes? scopes)
    {
        ArgumentNullException.ThrowIfNull(names);
        var result = OAuthScopes.None;
        scopes = null;
        foreach (var name in names)
        {
            var found = _names.FirstOrDefault(entry => entry.Name == name).Scope;
            if (found is OAuthScopes.None)
                return false;
            result |= found;
        }

        scopes = result;
        return true;
    }
}
