using System.Collections.Frozen;
using Microsoft.Extensions.Options;

namespace Paas.Dynos;

/// <summary>The dyno sizes of this platform, by name.</summary>
internal sealed class DynoSizes(IOptions<PaasOptions> options)
{
    private readonly FrozenDictionary<string, DynoSize> _sizes = options.Value.DynoSizes.ToFrozenDictionary(static size => size.Name, StringComparer.Ordinal);

    /// <summary>The size of a name as a person gives it.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: there is none.</exception>
    public DynoSize Find(string name)
    {
        if (_sizes.TryGetValue(name.Trim().ToLowerInvariant(), out var size))
            return size;
        throw new PaasException(PaasErrors.InvalidParams, $"No such dyno size: '{(name.Length > 60 ? name[..60] + "..." : name)}'. There are: {string.Join(", ", options.Value.DynoSizes.Select(static size => size.Name))}.");
    }

    /// <summary>The size of a name in a stored formation; one that the host no longer offers counts as the default.</summary>
    public DynoSize FindStored(string name) => _sizes.GetValueOrDefault(name) ?? DynoSize.Default;
}
