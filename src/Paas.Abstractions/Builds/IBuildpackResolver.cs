using System.Collections.Immutable;

namespace Paas;

/// <summary>
/// Port: knows buildpacks beyond those that are registered, by name or address, and fetches them. A platform has one or none.
/// </summary>
public interface IBuildpackResolver
{
    /// <summary>Short names that it knows, such as <c>heroku-community/nginx</c>; addresses are not among them.</summary>
    IEnumerable<string> Names { get; }

    /// <summary>Looks at a reference without fetching anything. Null when it can be tried, else what is wrong with it and what to do.</summary>
    string? Refuse(string reference);

    /// <summary>The buildpacks that the source itself asks for; null when it asks for none.</summary>
    /// <exception cref="PaasException">A file that says so cannot be read.</exception>
    BuildpackDeclaration? Read(BuildContext context);

    /// <summary>
    /// Fetches the buildpacks of consecutive references. Several of them may become one buildpack. Each one's name is its
    /// address pinned to what was fetched, without credentials.
    /// </summary>
    /// <exception cref="PaasException">One is not allowed, cannot be had, or is no buildpack.</exception>
    ValueTask<ImmutableArray<IBuildpack>> ResolveAsync(ImmutableArray<string> references, BuildContext context, CancellationToken cancellationToken);
}
