namespace Paas;

/// <summary>The formation of an app: its process types with quantity and size.</summary>
public interface IFormations
{
    /// <summary>The process types of the current release, by name; empty before the first deploy.</summary>
    Task<IReadOnlyList<ProcessFormation>> GetAsync(string app, CancellationToken cancellationToken = default);

    /// <summary>Scales several process types at once. Makes no release.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: unknown type, or a quantity out of range. Nothing is changed then.</exception>
    Task<IReadOnlyList<ProcessFormation>> UpdateAsync(string app, IReadOnlyList<FormationUpdate> updates, CancellationToken cancellationToken = default);
}
