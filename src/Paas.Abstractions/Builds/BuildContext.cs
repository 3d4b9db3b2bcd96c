using System.Collections.Immutable;

namespace Paas;

/// <summary>What a buildpack works with.</summary>
public sealed class BuildContext
{
    /// <summary>Directory of the source; its content becomes the slug (<c>/app</c> of the dyno).</summary>
    public required string AppDirectory { get; init; }

    /// <summary>Directory that is kept between the builds of an app; may vanish at any time.</summary>
    public required string CacheDirectory { get; init; }

    /// <summary>
    /// Empty directory of this build alone for what belongs neither into the slug nor into the cache; commands may write it,
    /// and it is removed with the build.
    /// </summary>
    public required string WorkDirectory { get; init; }

    /// <summary>The app's config vars. A buildpack decides which ones its commands see.</summary>
    public required ImmutableSortedDictionary<string, string> ConfigVars { get; init; }

    /// <summary>Stack, such as <c>heroku-24</c>.</summary>
    public required string Stack { get; init; }

    /// <summary>Commit id of the source, or null.</summary>
    public string? SourceVersion { get; init; }

    /// <summary>The transcript.</summary>
    public required IBuildOutput Output { get; init; }

    /// <summary>Runs a command in a build dyno and returns its exit code. Throws only when the build is cancelled or times out.</summary>
    public required Func<BuildCommand, CancellationToken, ValueTask<int>> RunAsync { get; init; }
}
