using System.Collections.Immutable;

namespace Paas;

/// <summary>
/// Config vars of an app: names of letters, digits and <c>_</c> that start with neither a digit nor <c>__</c>; values of
/// any text; at most 64 KB of names and values together.
/// </summary>
public interface IConfigVars
{
    /// <summary>The app's config vars as the next release will see them.</summary>
    Task<ImmutableSortedDictionary<string, string>> GetAsync(string app, CancellationToken cancellationToken = default);

    /// <summary>The config vars that a release was made with.</summary>
    Task<ImmutableSortedDictionary<string, string>> GetForReleaseAsync(string app, int releaseVersion, CancellationToken cancellationToken = default);

    /// <summary>
    /// Merges changes, a null value removing its name, and makes one release of them. Returns that release, or null when
    /// nothing changes.
    /// </summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: a name is illegal or the total is over 64 KB. Nothing is changed then.</exception>
    Task<Release?> UpdateAsync(string app, IReadOnlyDictionary<string, string?> changes, CancellationToken cancellationToken = default);
}
