using System.Collections.Immutable;

namespace Paas.Jvm;

/// <summary>The JDK of a build and of the app's dynos.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Home">Where it is during the build.</param>
/// <param name="InSlug">Whether it is the directory <c>.jdk</c> of the app; else it is the machine's own, which dynos have at the same place.</param>
/// <param name="SearchPath"><c>PATH</c> of the build with its programs in front.</param>
internal sealed record Jdk(string Version, string Home, bool InSlug, string SearchPath)
{
    public const string Directory = ".jdk";

    /// <summary>The environment of a build that uses it.</summary>
    public ImmutableDictionary<string, string> AddTo(ImmutableDictionary<string, string> environment) =>
        environment.SetItem("JAVA_HOME", Home).SetItem("PATH", SearchPath);

    /// <summary>What the buildpacks after this one get.</summary>
    public ImmutableSortedDictionary<string, string> Exports =>
        ImmutableSortedDictionary<string, string>.Empty.Add("JAVA_HOME", Home).Add("PATH", SearchPath);
}
