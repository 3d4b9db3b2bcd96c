using Paas.Files;
using Paas.Selection;
using Tomlyn;

namespace Paas.Fetching;

/// <summary>A buildpack that lies on this machine.</summary>
/// <param name="Name">Its address, pinned to what was fetched, without credentials; for people and records.</param>
/// <param name="Directory">A copy for one build alone, below its <see cref="BuildContext.WorkDirectory"/>, which commands of the build may write.</param>
internal sealed record FetchedBuildpack(string Name, string Directory)
{
    /// <summary>Its files, which a stranger wrote.</summary>
    public ConfinedDirectory Files { get; } = new(Directory);

    /// <summary>Whether it has the programs of a classic buildpack.</summary>
    public bool IsClassic => Files.FileExists("bin/compile");

    /// <summary>Whether it follows the Cloud Native Buildpacks specification: a <c>buildpack.toml</c> with an <c>api</c>. Classic ones may have such a file without.</summary>
    /// <exception cref="PaasException">The file is broken.</exception>
    public bool IsCloudNative
    {
        get
        {
            if (Files.ReadText("buildpack.toml") is not { } text)
                return false;
            try
            {
                return TomlText.Parse(text).ContainsKey("api");
            }
            catch (TomlException exception)
            {
                throw new PaasException(PaasErrors.InvalidParams, $"The buildpack {Name} has a buildpack.toml that is no TOML{TomlText.Where(exception)}: {exception.Message}", exception);
            }
        }
    }
}
